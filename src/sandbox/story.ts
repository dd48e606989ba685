import type { Seed } from "./seed-document.ts";

/*
 * The initial contents of the sandbox: a Monday afternoon of two teams. The apps cover every rule of the sweep; a comment says what each
 * one shows.
 */

const gb = { small: 20, large: 100 };

/** Containers of one's own: two that make good kernels, and one for each reason why another does not. */
const registry: Seed["ecr"] = [
  {
    name: "studio/pytorch",
    images: [
      { tags: ["2.3"], sizeMb: 5800, pushed: "70d", findings: { CRITICAL: 1, HIGH: 9, MEDIUM: 31 } },
      { tags: ["2.4", "latest"], sizeMb: 6100, pushed: "6d", findings: { HIGH: 2, MEDIUM: 14 } },
    ],
  },
  { name: "studio/r-kernel", images: [{ tags: ["4.4"], sizeMb: 1400, pushed: "20d", findings: {} }] },
  // For both architectures, and for the wrong one.
  { name: "studio/portable", images: [{ tags: ["1.2"], sizeMb: 900, architectures: ["amd64", "arm64"], pushed: "3d" }] },
  { name: "studio/arm-tools", images: [{ tags: ["1.0"], sizeMb: 700, architectures: ["arm64"], pushed: "12d" }] },
  // Too large.
  { name: "studio/everything", images: [{ tags: ["1"], sizeMb: 30_000, pushed: "40d", findings: { CRITICAL: 4, HIGH: 40, MEDIUM: 120 } }] },
];

/** The role that the accounts of the organization have for a sweep. */
const sweepRole = "studioctl-sweep";

export const story: Seed = {
  ecr: registry,
  domains: [
    {
      name: "research",
      // Most of it has not been used for months.
      efsGb: { standard: 286, infrequentAccess: 941 },
      accessPoints: [{ name: "datasets", path: "/shared/datasets", user: { uid: 1000, gid: 100 } }],
      users: [
        {
          // An idle GPU instance: the stop that saves most.
          name: "alice",
          tags: { team: "vision" },
          apps: [
            { type: "JupyterServer", started: "9h" },
            { type: "KernelGateway", name: "vision-gpu", instanceType: "ml.g4dn.xlarge", image: "pytorch-1.13-gpu-py39", started: "9h" },
          ],
          server: { kernels: [{ state: "idle", active: "6h10m", app: "vision-gpu", notebook: "detection/augment.ipynb" }] },
        },
        {
          // Four apps on one instance: two idle, one training in silence, one without a kernel. Stopping two saves nothing.
          name: "ben",
          tags: { team: "forecasting" },
          defaultInstanceType: "ml.m5.large",
          apps: [
            { type: "JupyterServer", started: "1d4h" },
            { type: "KernelGateway", name: "explore", image: "datascience-1.0", started: "1d3h" },
            { type: "KernelGateway", name: "features", image: "datascience-1.0", started: "8h" },
            { type: "KernelGateway", name: "nightly-fit", image: "datascience-1.0", started: "7h" },
            { type: "KernelGateway", name: "reports", image: "datascience-1.0", started: "2h30m" },
          ],
          server: {
            kernels: [
              { state: "idle", active: "22h", app: "explore", notebook: "explore.ipynb", connections: 0 },
              { state: "idle", active: "3h5m", app: "features", notebook: "features/build.ipynb" },
              { state: "busy", active: "4h40m", app: "nightly-fit", notebook: "fit/prophet.ipynb" },
            ],
          },
        },
        {
          // Four apps on one instance, all idle: the instance goes.
          name: "carla",
          tags: { team: "growth" },
          defaultInstanceType: "ml.m5.large",
          apps: [
            { type: "JupyterServer", started: "2d2h" },
            { type: "KernelGateway", name: "churn", started: "2d1h" },
            { type: "KernelGateway", name: "ltv", started: "1d6h" },
            { type: "KernelGateway", name: "pricing", started: "10h" },
            { type: "KernelGateway", name: "scratch", started: "5h" },
          ],
          server: {
            kernels: [
              { state: "idle", active: "1d20h", app: "churn", notebook: "churn/cohorts.ipynb" },
              { state: "idle", active: "9h", app: "ltv", notebook: "ltv.ipynb" },
              { state: "idle", active: "6h30m", app: "pricing", notebook: "pricing/elasticity.ipynb", connections: 0 },
              { state: "idle", active: "2h15m", app: "scratch", notebook: "Untitled3.ipynb" },
            ],
          },
        },
        {
          // A silent training cell: no activity for hours, but it must not be stopped. Also a failed start.
          name: "dmitri",
          tags: { team: "language" },
          apps: [
            { type: "JupyterServer", started: "12h" },
            { type: "KernelGateway", name: "finetune", instanceType: "ml.g5.2xlarge", started: "11h" },
            {
              type: "KernelGateway",
              name: "finetune-large",
              instanceType: "ml.g5.48xlarge",
              started: "11h30m",
              status: "Failed",
              failureReason:
                "ResourceLimitExceeded: The account-level service limit 'Studio KernelGateway Apps running on ml.g5.48xlarge instance' is 0 Apps, with current utilization of 0 Apps and a request delta of 1 Apps.",
            },
          ],
          server: { kernels: [{ state: "busy", active: "7h25m", app: "finetune", notebook: "llm/finetune.ipynb" }] },
        },
        {
          // In use now; and an image terminal, whose activity Classic does not report.
          name: "erin",
          tags: { team: "data" },
          apps: [
            { type: "JupyterServer", started: "4h" },
            { type: "KernelGateway", name: "sql", started: "4h" },
            { type: "KernelGateway", name: "data-prep", instanceType: "ml.m5.xlarge", image: "datascience-1.0", started: "3h50m" },
          ],
          server: {
            kernels: [
              { state: "idle", active: "every 30s", app: "sql", notebook: "warehouse.ipynb" },
              { state: "idle", active: "3h20m", app: "data-prep", notebook: "prep.ipynb" },
            ],
            terminals: [{ name: "1" }, { name: "2", app: "data-prep" }],
          },
        },
        {
          // The server is down: its activity is unknown, so nothing is stopped.
          name: "farid",
          tags: { team: "growth" },
          apps: [
            {
              type: "JupyterServer",
              started: "3d",
              log: [
                "Traceback (most recent call last):",
                '  File "/opt/conda/bin/jupyter-lab", line 7, in <module>',
                "ModuleNotFoundError: No module named 'jupyter_resource_usage'",
              ],
              lifecycleLog: [
                "Collecting jupyter-resource-usage==9.9",
                "ERROR: Could not find a version that satisfies the requirement jupyter-resource-usage==9.9",
                "LifecycleConfig execution failed with non zero exit code 1",
              ],
            },
            { type: "KernelGateway", name: "attribution", instanceType: "ml.m5.xlarge", started: "3d" },
          ],
          server: { mode: "down" },
        },
        {
          // Kept by tag: one permanently, one until tonight. And one that is already deleted.
          name: "hugo",
          tags: { team: "language" },
          apps: [
            { type: "JupyterServer", started: "1d" },
            { type: "KernelGateway", name: "demo", started: "1d", keep: "forever" },
            { type: "KernelGateway", name: "workshop", instanceType: "ml.c5.xlarge", started: "6h", keep: "4h" },
            { type: "KernelGateway", name: "workshop-draft", instanceType: "ml.c5.xlarge", started: "9h", status: "Deleted" },
          ],
          server: {
            kernels: [
              { state: "idle", active: "20h", app: "demo", notebook: "demo.ipynb", connections: 0 },
              { state: "idle", active: "4h30m", app: "workshop", notebook: "workshop/01-start.ipynb" },
            ],
          },
        },
        {
          // A kernel that never started; and an app within the grace period.
          name: "ines",
          tags: { team: "genomics" },
          apps: [
            { type: "JupyterServer", started: "5h" },
            { type: "KernelGateway", name: "variants", instanceType: "ml.c5.2xlarge", started: "4h" },
            { type: "KernelGateway", name: "quick-look", started: "5m" },
          ],
          server: { kernels: [{ state: "starting", active: "3h45m", app: "variants", notebook: "variants/call.ipynb" }] },
        },
      ],
      spaces: [
        {
          // JupyterLab with remote access on: its server has been idle since this morning, but it does not show ssh sessions.
          name: "nlp-notebooks",
          owner: "dmitri",
          type: "JupyterLab",
          remoteAccess: true,
          volumeGb: gb.large,
          apps: [{ type: "JupyterLab", instanceType: "ml.m5.2xlarge", started: "8h" }],
          server: {
            kernels: [
              { state: "idle", active: "5h15m", notebook: "summaries.ipynb" },
              { state: "idle", active: "7h", connections: 0 },
            ],
            monitor: "5h15m",
          },
        },
        {
          // Code Editor, somebody typing.
          name: "dashboard",
          owner: "erin",
          type: "CodeEditor",
          volumeGb: gb.small,
          apps: [{ type: "CodeEditor", started: "6h" }],
          server: { monitor: "every 1m" },
        },
        {
          // Code Editor, open since yesterday.
          name: "etl-scripts",
          owner: "ben",
          type: "CodeEditor",
          volumeGb: gb.small,
          apps: [{ type: "CodeEditor", instanceType: "ml.t3.large", started: "1d8h" }],
          server: { monitor: "1d2h" },
        },
      ],
    },
    {
      // Signed in through SSO: presigned URLs are refused, so its activity is unknown.
      name: "finance-bi",
      authMode: "SSO",
      efsGb: 38.5,
      users: [
        {
          name: "jonas",
          apps: [
            { type: "JupyterServer", started: "2d" },
            { type: "KernelGateway", name: "risk-model", instanceType: "ml.m5.xlarge", started: "2d" },
            // Observed with --type Canvas, by its metric, which needs no sign-in.
            { type: "Canvas", started: "7h", active: "3h" },
          ],
          server: { kernels: [{ state: "idle", active: "1d6h", app: "risk-model", notebook: "var.ipynb" }] },
        },
        { name: "keiko" },
      ],
      spaces: [
        {
          name: "forecast",
          owner: "keiko",
          type: "JupyterLab",
          sharing: "Shared",
          volumeGb: gb.small,
          apps: [{ type: "JupyterLab", started: "7h" }],
          server: { kernels: [{ state: "idle", active: "2h", notebook: "q3.ipynb" }] },
        },
      ],
    },
  ],
  // A domain deleted months ago, whose home directories still cost money.
  retained: [{ created: "410d", efsGb: 212 }],
  // The organization that this account manages; each account shows one case of a sweep over all of them.
  accounts: [
    {
      id: "222233334444",
      name: "vision-lab",
      unit: "Workloads/Research",
      roles: [{ name: sweepRole }],
      domains: [
        {
          name: "vision-lab",
          users: [{ name: "lena" }, { name: "marco" }],
          spaces: [
            {
              // Idle on a GPU since the morning.
              name: "segmentation",
              owner: "lena",
              type: "JupyterLab",
              volumeGb: gb.large,
              apps: [{ type: "JupyterLab", instanceType: "ml.g4dn.xlarge", started: "9h" }],
              server: { kernels: [{ state: "idle", active: "5h30m", notebook: "masks.ipynb" }], monitor: "5h30m" },
            },
            {
              // In use.
              name: "labels",
              owner: "marco",
              type: "JupyterLab",
              volumeGb: gb.small,
              apps: [{ type: "JupyterLab", started: "4h" }],
              server: { kernels: [{ state: "busy", active: "every 30s", notebook: "review.ipynb" }], monitor: "every 1m" },
            },
          ],
        },
      ],
      // Its team deleted a domain.
      retained: [{ created: "95d", efsGb: 64 }],
    },
    {
      // The trust policy of its role does not allow a source identity.
      id: "333344445555",
      name: "pricing",
      unit: "Workloads/Production",
      closedRegions: ["eu-south-1"],
      roles: [{ name: sweepRole, sourceIdentity: false }],
      domains: [
        {
          name: "pricing",
          users: [{ name: "omar" }],
          spaces: [
            {
              name: "elasticity",
              owner: "omar",
              type: "JupyterLab",
              volumeGb: gb.small,
              apps: [{ type: "JupyterLab", instanceType: "ml.m5.xlarge", started: "2d" }],
              server: { kernels: [{ state: "idle", active: "1d4h", notebook: "curves.ipynb" }], monitor: "1d4h" },
            },
          ],
        },
      ],
    },
    {
      // Nobody has created the role.
      id: "444455556666",
      name: "acquired-team",
      unit: "Workloads",
      domains: [{ name: "legacy", users: [{ name: "pia", apps: [{ type: "JupyterServer", started: "3d" }] }] }],
    },
    // Left out: it has been suspended.
    { id: "555566667777", name: "old-experiments", state: "SUSPENDED" },
  ],
};
