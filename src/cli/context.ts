import { join } from "node:path";
import { StudioctlError } from "../core/errors.ts";
import { type Shell, shellOf } from "../core/shell-quoting.ts";
import type { LoadedPrices } from "../operations/prices.ts";
import type { SchedulerKind } from "../core/schedule/entry.ts";
import type { Browser, ScriptChecker } from "../ports/programs.ts";
import type { Clock } from "../ports/clock.ts";
import type { Io } from "../ports/io.ts";
import type { FileSide } from "../ports/file-side.ts";
import type { JupyterSession } from "../ports/jupyter.ts";
import type { LocalTerminal } from "../ports/local-terminal.ts";
import type { Prices } from "../ports/prices.ts";
import type { Progress } from "../ports/progress.ts";
import { untraced } from "../ports/connection.ts";
import type { Prompter } from "../ports/prompter.ts";
import type { Scheduling } from "../ports/scheduler.ts";
import type { RemoteChannels, SessionPlugin } from "../ports/remote-sessions.ts";
import type { SettingsFile } from "../ports/settings-file.ts";
import type { OpenSsh, SshStreams } from "../ports/ssh.ts";
import type { Studio } from "../ports/studio.ts";
import type { RemoteTerminals } from "../ports/terminals.ts";
import { serviceClock } from "../aws/service-clock.ts";
import { systemClock } from "../system/clock.ts";
import { type Environment } from "../system/paths.ts";
import { userSettings } from "../system/settings-file.ts";
import { terminalProgress } from "../system/progress.ts";
import { lineTrace } from "../system/trace.ts";
import type * as Sandbox from "../sandbox/index.ts";
import { accountOpener, type AccountServices, type Insights, insightsOf, type WantedRole } from "./account-services.ts";
import type { StateLocation } from "../core/idle/state-location.ts";
import { namedRegions, stateLocation, theRegion } from "./environment.ts";
import { type OpenTable, openTables } from "./state-tables.ts";
import { createConnections } from "./connections.ts";
import type { Globals } from "./globals.ts";
import { once } from "./once.ts";
import { type Services, createServices } from "./services.ts";
import { type StateFiles, type SweepState, createStateFiles } from "./state-files.ts";

/** The members of every invocation. */
export interface ContextInputs {
  readonly globals: Globals;
  readonly io: Io;
  readonly env: Environment;
  /** The words after the program's name. */
  readonly argv: readonly string[];
  /** Aborted by Ctrl-C, with a StudioctlError as its reason. */
  readonly signal: AbortSignal;
}

/** The ports of one invocation, each created on first use. */
export interface Context extends ContextInputs, Services, Insights, Omit<StateFiles, "priceCache"> {
  /** The state of sweeps: in `--state`, STUDIOCTL_STATE or the setting, else in the state folder. Throws `usage` if none can be there. */
  sweepState(state?: StateLocation): Promise<SweepState>;
  /** The service's time if it is known. */
  readonly clock: Clock;
  readonly settingsFile: SettingsFile;
  readonly stateTable: OpenTable;
  /** The Node this runs on: `22.14.0`. */
  readonly nodeVersion: string;
  /** The platform in Node's notation: `win32`. */
  readonly platform: string;
  /** The shell for which printed command lines are quoted. */
  readonly shell: Shell;
  /** Whether prompts are possible. */
  readonly mayPrompt: boolean;
  /** Flags for the choices made while the command ran, as words of its line. */
  readonly answers: string[];
  /** Unreadable items that lists left out, with the Region; each had a warning. */
  readonly leftOut: ReadonlyMap<string, string>;
  /** Assumes a role; resolves to the ports of its account. */
  openAccount(wanted: WantedRole): Promise<AccountServices>;
  /** Opens the data channel of a session with a space. */
  remoteChannels(): Promise<RemoteChannels>;
  /** AWS's own client of sessions, where STUDIOCTL_SESSION_PLUGIN names one. */
  sessionPlugin(): Promise<SessionPlugin | undefined>;
  /** Returns the terminals of a session's server. */
  jupyterTerminals(): Promise<{ readonly terminalsOf: (session: JupyterSession) => RemoteTerminals }>;
  localTerminal(): Promise<LocalTerminal>;
  /** The files of this machine, and those of a Jupyter server in a session of it. */
  localFiles(): Promise<FileSide>;
  jupyterFiles(session: JupyterSession, target: string): Promise<FileSide>;
  /** Those of a container over sftp; rejects with what ssh said where it cannot connect. */
  sftpFiles(connection: SshStreams, target: string): Promise<FileSide>;
  /** Prices of the Region without a call: those kept from an earlier one, else the shipped table. */
  prices(): Promise<Prices>;
  /** The same of several Regions, read again if none of the last week are stored. */
  currentPrices(regions: readonly string[]): Promise<LoadedPrices>;
  prompter(): Promise<Prompter>;
  browser(): Promise<Browser>;
  progress(): Promise<Progress>;
  scheduling(kind: SchedulerKind): Promise<Scheduling>;
  scriptChecker(): Promise<ScriptChecker>;
  /** The OpenSSH of this machine, its configuration, and the editors that use it. */
  openSsh(): Promise<OpenSsh>;
  /** The licenses of the bundled packages. */
  licenses(): Promise<string>;
  sandbox(): Promise<typeof Sandbox>;
  /** The same invocation with nothing opened yet, and another signal. */
  renewed(signal: AbortSignal): Context;
  /** Closes what was opened: connections, the sandbox, the spinner. */
  close(): Promise<void>;
}

export function createContext(inputs: ContextInputs): Context {
  const { globals, io, env, signal } = inputs;
  const endings: (() => unknown)[] = [];
  const clock = serviceClock(systemClock, () => connections.skewMs());
  const trace = globals.debug ? lineTrace(systemClock, (line) => void io.stderr.write(line)) : untraced;

  const progress = once(async () => {
    const shown = await terminalProgress(globals.quiet ? { ...io.stderr, isTerminal: false } : io.stderr, process.stderr, systemClock);
    endings.push(() => shown.stop());
    return shown;
  });

  const files = createStateFiles(inputs, progress);

  const leftOut = new Map<string, string>();
  /** Shows each warning once, in order, between spinner frames. */
  let warned: Promise<unknown> = Promise.resolve();
  const warnOfLeftOut = ({ message }: StudioctlError, region: string): void => {
    if (leftOut.has(message)) return;
    leftOut.set(message, region);
    warned = warned.then(async () => (await progress()).note(`warning: ${message}`));
  };

  const connections = createConnections({ inputs, files, progress, trace, leftOut: warnOfLeftOut, endings });
  const { sessions } = connections;

  const services = createServices({
    ...connections,
    theRegion: () => theRegion(inputs),
    anyRegion: () => namedRegions(inputs)[0],
    clock: systemClock,
  });
  const stateTable = openTables({ inputs, progress, sessions: () => connections.stateSessions() });
  const studio = (region?: string): Promise<Studio> => services.studio(region);
  const needs = { connections, clocks: { machine: systemClock, service: clock }, trace, progress, endings };

  return {
    ...inputs,
    clock,
    ...files,
    stateTable,
    async sweepState(state) {
      const location = stateLocation(inputs, state);
      return location.kind === "folder" ? await files.folderState() : await stateTable(location);
    },
    settingsFile: userSettings(env),
    nodeVersion: process.versions.node,
    platform: process.platform,
    shell: shellOf(env, process.platform),
    get mayPrompt() {
      return !globals.noInput && !env["CI"] && io.stdout.isTerminal && io.stderr.isTerminal && io.stdin.isTerminal;
    },
    answers: [],
    leftOut,
    ...services,
    ...insightsOf(services, sessions, needs),
    openAccount: accountOpener(needs),
    remoteChannels: once(async (): Promise<RemoteChannels> => {
      const [{ openChannel }, { options }] = await Promise.all([import("../remote/channel.ts"), sessions()]);
      return { open: (session, own) => openChannel(session, { clock: systemClock, agents: options.agents, signal: own }) };
    }),
    async sessionPlugin() {
      const file = env["STUDIOCTL_SESSION_PLUGIN"];
      if (!file) return undefined;
      return (await import("../system/session-plugin.ts")).createSessionPlugin(file, env, globals.profile);
    },
    jupyterTerminals: () => import("../jupyter/terminals.ts"),
    localTerminal: async () => (await import("../system/local-terminal.ts")).localTerminal(),
    localFiles: async () => (await import("../system/local-files.ts")).localFiles(signal),
    async jupyterFiles(session, target) {
      const [{ jupyterFiles }, { keepHeapSmall }] = await Promise.all([
        import("../jupyter/contents.ts"),
        import("../system/small-heap.ts"),
      ]);
      keepHeapSmall();
      return jupyterFiles(session, target, signal);
    },
    async sftpFiles({ input, output, ended }, target) {
      const [{ openSftp }, { sftpFiles }] = await Promise.all([import("../remote/sftp.ts"), import("../remote/sftp-files.ts")]);
      const gone = ended.then(({ exitCode, said }): never => {
        throw new StudioctlError("unavailable", "ssh could not carry files", { why: said.join("; ") || `ssh ended with ${exitCode}` });
      });
      return sftpFiles(await openSftp(input, output, gone), target, signal);
    },
    prices: once(async () => {
      const { keptPrices } = await import("../operations/prices.ts");
      return await keptPrices({ cache: await files.priceCache(), clock }, (await studio()).region);
    }),
    async currentPrices(regions) {
      const session = await sessions();
      const [{ loadPrices }, { createPriceList, priceListRegion }] = await Promise.all([
        import("../operations/prices.ts"),
        import("../aws/prices.ts"),
      ]);
      return await loadPrices(
        { list: createPriceList(session.at(priceListRegion)), cache: await files.priceCache(), clock },
        regions,
        signal,
      );
    },
    prompter: once(async () => {
      const streams = { input: process.stdin, output: process.stderr };
      const { visiblePrompter } = await import("../system/visible-prompter.ts");
      if (!io.stderr.drawable) return visiblePrompter((await import("../system/plain-prompter.ts")).plainPrompter(streams, signal));
      return visiblePrompter((await import("../system/prompter.ts")).terminalPrompter(streams, signal));
    }),
    browser: async () => (await import("../system/browser.ts")).createBrowser({ env, clock: systemClock, signal }),
    progress,
    scheduling: async (kind) => (await import("../system/scheduling.ts")).createScheduling(kind, env),
    scriptChecker: async () => (await import("../system/script-checker.ts")).createScriptChecker(env),
    openSsh: once(async () => {
      const { createOpenSsh } = await import("../system/open-ssh.ts");
      return createOpenSsh({ env, clock: systemClock, keysFolder: () => join(files.sweepFolder(), "ssh-host-keys") });
    }),
    licenses: async () => await (await import("../system/licenses.ts")).readLicenses(),
    sandbox: () => import("../sandbox/index.ts"),
    renewed: (own) => createContext({ ...inputs, signal: own }),
    async close() {
      await warned;
      for (const end of endings.splice(0).toReversed()) await end();
    },
  };
}
