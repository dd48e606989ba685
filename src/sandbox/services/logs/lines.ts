import type { AppRecord } from "../../sagemaker-state.ts";

/*
 * The log lines of apps in CloudWatch Logs: a server that starts, one that is shut down, or why an app failed. The lines are derived from
 * the record, with the texts of Jupyter Server, Jupyter Kernel Gateway and Code Editor.
 */

export interface LogLine {
  /** Epoch milliseconds of the sandbox's clock. */
  readonly timestamp: number;
  readonly message: string;
}

const second = 1000;

/** The lines of the app: its usual lines, then those of a seed. */
export function appLines(app: AppRecord): LogLine[] {
  const { Status, FailureReason, LastModifiedTime, log = [] } = app;
  const words = Status === "Failed" ? [...log, `[E ${time}] ${FailureReason ?? "The app failed."}`] : [...usual(app), ...log];
  const lines = oneASecond(words, startOf(app));
  const last = lines.at(-1)?.timestamp ?? 0;
  const stopped = (Status === "Deleting" || Status === "Deleted") && LastModifiedTime !== undefined && LastModifiedTime > last;
  return stopped ? [...lines, ...oneASecond([`[C ${time}] received signal 15, stopping`], LastModifiedTime - second)] : lines;
}

/** Of the lifecycle configs that ran at its start; undefined if none did. */
export function lifecycleLines(app: AppRecord): LogLine[] | undefined {
  const configs = [app.BuiltInLifecycleConfigArn, app.ResourceSpec.LifecycleConfigArn].flatMap(
    (arn) => /studio-lifecycle-config\/(.+)$/.exec(arn ?? "")?.[1] ?? [],
  );
  if (app.lifecycleLog !== undefined) return oneASecond(app.lifecycleLog, startOf(app));
  if (configs.length === 0) return undefined;
  return oneASecond(
    configs.flatMap((config) => [`Running lifecycle config ${config}`, `Lifecycle config ${config} ended with exit code 0`]),
    startOf(app),
  );
}

/** An app with a reused name has the CreationTime of the first one (service-facts: States and lifetimes); its log is newer. */
export function startOf({ startedAt, CreationTime }: AppRecord): number {
  return startedAt ?? CreationTime;
}

/** The placeholder of the time in a line. */
const time = "{time}";

const server = (base: string): string[] => [
  `[I ${time} ServerApp] jupyterlab | extension was successfully loaded.`,
  `[I ${time} ServerApp] Serving notebooks from local directory: /home/sagemaker-user`,
  `[I ${time} ServerApp] Jupyter Server is running at:`,
  `[I ${time} ServerApp] http://0.0.0.0:8888${base}/lab`,
];

const usualOf: Partial<Record<AppRecord["AppType"], readonly string[]>> = {
  JupyterServer: server("/jupyter/default"),
  JupyterLab: server("/jupyterlab/default"),
  KernelGateway: [`[I ${time} KernelGatewayApp] Jupyter Kernel Gateway at http://0.0.0.0:8888`],
  CodeEditor: ["Server bound to 0.0.0.0:8888 (IPv4)", "Extension host agent listening on 8888"],
};

function usual({ AppType }: AppRecord): readonly string[] {
  return usualOf[AppType] ?? [`[I ${time}] ${AppType} is up`];
}

function oneASecond(words: readonly string[], start: number): LogLine[] {
  return words.map((message, index) => {
    const timestamp = start + (index + 1) * second;
    return { timestamp, message: message.replaceAll(time, new Date(timestamp).toISOString().replace("T", " ").replace("Z", "")) };
  });
}
