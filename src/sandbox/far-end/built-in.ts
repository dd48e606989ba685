import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ownerOf } from "../../core/app/app.ts";
import { quotedFor } from "../../core/shell-quoting.ts";
import { home as place } from "../home.ts";
import type { AppRun, Credentials, Homes, RunningApps, Shell, Shells, StateStore } from "../ports.ts";
import { type AppRecord, startOf } from "../sagemaker-state.ts";
import { appRecordKey } from "../services/sagemaker/names.ts";
import { wake } from "../shells/shells.ts";
import type { SandboxState } from "../state.ts";

/*
 * Runs built-in lifecycle configs for real: in the container of an app that starts, with its scratch home, and with a folder of its own in
 * place of the container's root for /tmp and /opt/ml, which STUDIOCTL_BEACON_ROOT names. The script reaches the sandbox as its AWS.
 */

export interface BuiltIns {
  /** Runs what is due, from now on also what other processes start. `origin` is the address of the sandbox. */
  check(origin: string): Promise<void>;
  close(): Promise<void>;
}

interface BuiltInsDeps {
  readonly store: StateStore;
  readonly homes: Homes;
  readonly shells: Shells;
  readonly apps: RunningApps;
  readonly credentials: Credentials;
  /** Holds a folder for each container. */
  readonly folder: string;
}

/** The service's limit (service-facts: Built-in lifecycle configs). */
const mostMs = 5 * 60_000;
const mostLines = 200;
/** How often the state is read, since another process may start an app or move the clock. */
const stateEveryMs = 500;

export function createBuiltIns({ store, homes, shells, apps, credentials, folder: ofAll }: BuiltInsDeps): BuiltIns {
  /** One a process: each ends with what it started. */
  const folder = join(ofAll, String(process.pid));
  /** The folders of running containers. */
  const roots = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let offsetMs: number | undefined;
  let closed = false;

  async function start(state: SandboxState, record: AppRecord, origin: string): Promise<void> {
    const app: AppRun = { key: appRecordKey(record), startedAt: startOf(record) };
    const root = join(folder, createHash("sha256").update(`${app.key} ${app.startedAt}`).digest("hex").slice(0, 16));
    const [metadata, temporary] = [join(root, "opt", "ml", "metadata"), join(root, "tmp")];
    for (const path of [metadata, temporary]) await mkdir(path, { recursive: true, mode: 0o700 });
    await writeFile(join(metadata, "resource-metadata.json"), JSON.stringify(metadataOf(state, record)));
    const script = join(temporary, "built-in");
    await writeFile(script, scriptOf(state, record), { mode: 0o700 });
    roots.add(root);
    apps.add(app, () => {
      roots.delete(root);
      void rm(root, { recursive: true, force: true });
    });
    await tellOffset(root, state.clockOffsetMs);
    const shell = shells.start({
      app,
      home: await homes.open(state, record.DomainId, ownerOf(record)),
      command: quotedFor("posix", script),
      env: {
        STUDIOCTL_BEACON_ROOT: root,
        TMPDIR: temporary,
        AWS_ENDPOINT_URL: origin,
        AWS_REGION: place.region,
        AWS_DEFAULT_REGION: place.region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        NO_PROXY: "127.0.0.1",
        no_proxy: "127.0.0.1",
      },
    });
    const { lines, failure } = await resultOf(shell);
    // It was ended with this process, which says nothing about the script.
    if (closed) return;
    await store.update(({ sagemaker }) => {
      const now = sagemaker.apps[app.key];
      if (now === undefined || startOf(now) !== app.startedAt) return;
      const name = nameOf(record);
      const end = failure ?? "ended with exit code 0";
      now.lifecycleLog = [`Running lifecycle config ${name}`, ...lines, `Lifecycle config ${name} ${end}`];
      // The service fails an app whose built-in lifecycle config fails; the text is inferred.
      if (failure !== undefined && now.Status === "Pending") now.failNext = `Lifecycle config ${name} ${failure}`;
      else if (failure !== undefined && now.Status === "InService") {
        Object.assign(now, { Status: "Failed", FailureReason: `Lifecycle config ${name} ${failure}` });
      }
    });
  }

  /** A moved clock wakes what sleeps in the containers, as if the time had passed there too. */
  async function followClock(): Promise<void> {
    const { clockOffsetMs } = await store.read();
    if (clockOffsetMs === offsetMs) return;
    offsetMs = clockOffsetMs;
    for (const root of roots) {
      await tellOffset(root, clockOffsetMs);
      wake(`STUDIOCTL_BEACON_ROOT=${root}`);
    }
  }

  async function startDue(origin: string): Promise<void> {
    const { sagemaker } = await store.read();
    if (!Object.values(sagemaker.apps).some(({ builtInDue }) => builtInDue === true)) return;
    const { state, due } = await store.update((now) => {
      const found = Object.values(now.sagemaker.apps).filter(({ builtInDue }) => builtInDue === true);
      for (const app of found) delete app.builtInDue;
      return { state: structuredClone(now), due: structuredClone(found) };
    });
    offsetMs ??= state.clockOffsetMs;
    for (const app of due) void start(state, app, origin).catch(() => {});
  }

  async function follow(origin: string): Promise<void> {
    await startDue(origin);
    await followClock();
  }

  return {
    async check(origin) {
      timer ??= setInterval(() => void follow(origin).catch(() => {}), stateEveryMs).unref();
      await startDue(origin);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function tellOffset(root: string, offsetMs: number): Promise<void> {
  await writeFile(join(root, "clock-offset"), String(offsetMs / 1_000));
}

/** As the service writes it (service-facts: Looking inside a container). */
function metadataOf({ sagemaker }: SandboxState, app: AppRecord): object {
  const { DomainId, SpaceName, AppType, AppName, AppArn } = app;
  const role = sagemaker.domains[DomainId]?.DefaultUserSettings?.ExecutionRole;
  return {
    AppType,
    DomainId,
    SpaceName,
    ...(role !== undefined && { ExecutionRoleArn: role }),
    ResourceArn: AppArn.replace(`/${AppType.toLowerCase()}/`, `/${AppType}/`),
    ResourceName: AppName,
    AppImageVersion: "",
  };
}

function nameOf({ BuiltInLifecycleConfigArn: arn = "" }: AppRecord): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function scriptOf({ sagemaker }: SandboxState, app: AppRecord): Buffer {
  const config = Object.values(sagemaker.lifecycleConfigs).find(
    ({ StudioLifecycleConfigArn }) => StudioLifecycleConfigArn === app.BuiltInLifecycleConfigArn,
  );
  const content: unknown = config?.["StudioLifecycleConfigContent"];
  return Buffer.from(typeof content === "string" ? content : "", "base64");
}

async function resultOf(shell: Shell): Promise<{ readonly lines: readonly string[]; readonly failure: string | undefined }> {
  let text = "";
  for (const stream of [shell.stdout, shell.stderr]) {
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => void (text = `${text}${chunk}`.slice(-65_536)));
  }
  shell.stdin.end();
  let late = false;
  const limit = setTimeout(() => {
    late = true;
    shell.signal("SIGKILL");
  }, mostMs).unref();
  const { code, signal } = await shell.ended;
  clearTimeout(limit);
  const lines = text.split("\n").filter((line) => line !== "");
  const ended = code === undefined ? `was ended by ${signal}` : `ended with exit code ${code}`;
  return { lines: lines.slice(-mostLines), failure: late ? "took more than 5 minutes" : code === 0 ? undefined : ended };
}
