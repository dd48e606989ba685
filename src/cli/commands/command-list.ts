import type { CommandList } from "../command-list.ts";

/** Every noun and verb. A verb's module is loaded when it is named, so that no other costs a start anything. */
export const commandList: CommandList = {
  domain: {
    summary: "Studio domains",
    verbs: {
      list: async () => (await import("./domain/list.ts")).domainList,
      describe: async () => (await import("./domain/describe.ts")).domainDescribe,
      create: async () => (await import("./domain/create.ts")).domainCreate,
      update: async () => (await import("./domain/update.ts")).domainUpdate,
      open: async () => (await import("./domain/open.ts")).domainOpen,
      delete: async () => (await import("./domain/delete.ts")).domainDelete,
    },
  },
  profile: {
    summary: "User profiles of a domain",
    verbs: {
      list: async () => (await import("./profile/list.ts")).profileList,
      describe: async () => (await import("./profile/describe.ts")).profileDescribe,
      create: async () => (await import("./profile/create.ts")).profileCreate,
      update: async () => (await import("./profile/update.ts")).profileUpdate,
      open: async () => (await import("./profile/open.ts")).profileOpen,
      delete: async () => (await import("./profile/delete.ts")).profileDelete,
    },
  },
  space: {
    summary: "Spaces of a domain",
    verbs: {
      list: async () => (await import("./space/list.ts")).spaceList,
      describe: async () => (await import("./space/describe.ts")).spaceDescribe,
      create: async () => (await import("./space/create.ts")).spaceCreate,
      update: async () => (await import("./space/update.ts")).spaceUpdate,
      delete: async () => (await import("./space/delete.ts")).spaceDelete,
      open: async () => (await import("./space/open.ts")).spaceOpen,
      start: async () => (await import("./space/start.ts")).spaceStart,
      stop: async () => (await import("./space/stop.ts")).spaceStop,
      restart: async () => (await import("./space/restart.ts")).spaceRestart,
    },
  },
  app: {
    summary: "List, start and stop apps",
    verbs: {
      list: async () => (await import("./app/list.ts")).appList,
      describe: async () => (await import("./app/describe.ts")).appDescribe,
      start: async () => (await import("./app/start.ts")).appStart,
      stop: async () => (await import("./app/stop.ts")).appStop,
      restart: async () => (await import("./app/restart.ts")).appRestart,
      keep: async () => (await import("./app/keep.ts")).appKeep,
      why: async () => (await import("./app/why.ts")).appWhy,
      logs: async () => (await import("./app/logs.ts")).appLogs,
    },
  },
  image: {
    summary: "Attach custom images from ECR to Studio",
    verbs: {
      list: async () => (await import("./image/list.ts")).imageList,
      describe: async () => (await import("./image/describe.ts")).imageDescribe,
      attach: async () => (await import("./image/attach.ts")).imageAttach,
      detach: async () => (await import("./image/detach.ts")).imageDetach,
      delete: async () => (await import("./image/delete.ts")).imageDelete,
    },
  },
  "lifecycle-config": {
    summary: "Lifecycle configs: scripts that run when an app starts",
    alias: "lcc",
    verbs: {
      list: async () => (await import("./lifecycle-config/list.ts")).lifecycleConfigList,
      describe: async () => (await import("./lifecycle-config/describe.ts")).lifecycleConfigDescribe,
      create: async () => (await import("./lifecycle-config/create.ts")).lifecycleConfigCreate,
      attach: async () => (await import("./lifecycle-config/attach.ts")).lifecycleConfigAttach,
      detach: async () => (await import("./lifecycle-config/detach.ts")).lifecycleConfigDetach,
      delete: async () => (await import("./lifecycle-config/delete.ts")).lifecycleConfigDelete,
    },
  },
  "auto-shutdown": {
    summary: "Find idle apps and stop them",
    verbs: {
      plan: async () => (await import("./auto-shutdown/plan.ts")).autoShutdownPlan,
      run: async () => (await import("./auto-shutdown/run.ts")).autoShutdownRun,
      explain: async () => (await import("./auto-shutdown/explain.ts")).autoShutdownExplain,
      history: async () => (await import("./auto-shutdown/history.ts")).autoShutdownHistory,
      schedule: {
        summary: "Schedule auto-shutdown with cron or systemd",
        verbs: {
          print: async () => (await import("./auto-shutdown/schedule/print.ts")).schedulePrint,
          install: async () => (await import("./auto-shutdown/schedule/install.ts")).scheduleInstall,
          list: async () => (await import("./auto-shutdown/schedule/list.ts")).scheduleList,
          remove: async () => (await import("./auto-shutdown/schedule/remove.ts")).scheduleRemove,
        },
      },
      beacon: {
        summary: "A script in each app that reports what is active there",
        verbs: {
          print: async () => (await import("./auto-shutdown/beacon/print.ts")).beaconPrint,
          install: async () => (await import("./auto-shutdown/beacon/install.ts")).beaconInstall,
          status: async () => (await import("./auto-shutdown/beacon/status.ts")).beaconStatusCommand,
          remove: async () => (await import("./auto-shutdown/beacon/remove.ts")).beaconRemove,
        },
      },
      settings: {
        summary: "The service's own idle shutdown of JupyterLab and CodeEditor",
        verbs: {
          get: async () => (await import("./auto-shutdown/settings/get.ts")).autoShutdownSettingsGet,
          set: async () => (await import("./auto-shutdown/settings/set.ts")).autoShutdownSettingsSet,
        },
      },
      state: {
        summary: "The DynamoDB table in which sweeps of all machines remember",
        verbs: {
          create: async () => (await import("./auto-shutdown/state/create.ts")).stateCreate,
          describe: async () => (await import("./auto-shutdown/state/describe.ts")).stateDescribe,
          migrate: async () => (await import("./auto-shutdown/state/migrate.ts")).stateMigrate,
        },
      },
    },
  },
  efs: {
    summary: "The file system (EFS) with the home directories of a domain",
    verbs: {
      "mount-info": async () => (await import("./efs/mount-info.ts")).efsMountInfo,
      usage: async () => (await import("./efs/usage.ts")).efsUsage,
      orphans: async () => (await import("./efs/orphans.ts")).efsOrphans,
    },
  },
  terminal: {
    summary: "Open a terminal in a running app, or run a command there",
    command: async () => (await import("./terminal.ts")).terminalCommand,
  },
  cp: {
    summary: "Copy files and folders into a running app, or out of it",
    command: async () => (await import("./cp.ts")).cp,
  },
  clone: {
    summary: "Clone a git repository into the home directory of a running app",
    command: async () => (await import("./clone.ts")).cloneCommand,
  },
  ssh: { summary: "Log in to a space with the ssh of this machine", command: async () => (await import("./ssh.ts")).sshCommand },
  "ssh-config": {
    summary: "Spaces as hosts of ssh, for scp, rsync and editors",
    verbs: {
      print: async () => (await import("./ssh-config/print.ts")).sshConfigPrint,
      install: async () => (await import("./ssh-config/install.ts")).sshConfigInstall,
      remove: async () => (await import("./ssh-config/remove.ts")).sshConfigRemove,
    },
  },
  forward: {
    summary: "Forward local ports to ports of a running space",
    command: async () => (await import("./forward.ts")).forwardCommand,
  },
  code: { summary: "Open a running space in a local editor", command: async () => (await import("./code.ts")).codeCommand },
  cost: {
    summary: "Show what running apps cost an hour, and what storage costs a month",
    command: async () => (await import("./cost.ts")).costCommand,
  },
  quota: {
    summary: "Show Studio quotas against what is running, and slots per user",
    command: async () => (await import("./quota.ts")).quotaCommand,
  },
  doctor: { summary: "Check this machine, the credentials and Studio", command: async () => (await import("./doctor.ts")).doctorCommand },
  config: {
    summary: "Defaults for flags, saved in a file",
    verbs: {
      get: async () => (await import("./config/get.ts")).configGet,
      set: async () => (await import("./config/set.ts")).configSet,
      list: async () => (await import("./config/list.ts")).configList,
      path: async () => (await import("./config/path.ts")).configPath,
    },
  },
  completion: {
    summary: "Print the completion script of a shell",
    command: async () => (await import("./completion.ts")).completionOf(commandList),
  },
  licenses: {
    summary: "Print the licenses of the packages that studioctl contains",
    command: async () => (await import("./licenses.ts")).licenses,
  },
  "ssh-proxy": {
    summary: "Carry ssh's bytes to the ssh server of a space: the ProxyCommand of ssh",
    hidden: true,
    command: async () => (await import("./ssh-proxy.ts")).sshProxy,
  },
  sandbox: {
    summary: "The embedded simulator, to try everything without an AWS account",
    verbs: {
      serve: async () => (await import("./sandbox/serve.ts")).sandboxServe,
      status: async () => (await import("./sandbox/status.ts")).sandboxStatus,
      advance: async () => (await import("./sandbox/advance.ts")).sandboxAdvance,
      seed: async () => (await import("./sandbox/seed.ts")).sandboxSeed,
      reset: async () => (await import("./sandbox/reset.ts")).sandboxReset,
    },
  },
};
