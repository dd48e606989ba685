import { type App, type AppDetail, appKey, type AppKey, streamsOf } from "../../core/app/app.ts";
import { diagnose, type Diagnosis, stoppedBySweep, type SweptStop } from "../../core/app/failure.ts";
import { isError, StudioctlError, whyFailed } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LogEvent, Logs } from "../../ports/logs.ts";
import type { Apps } from "../../ports/studio.ts";
import type { ReceiptsReader } from "../../ports/sweeps.ts";
import { withinLimit } from "../concurrently.ts";
import { appLines, appStreams } from "./logs.ts";

export interface WhyPorts {
  readonly studio: Pick<Apps, "describeApp">;
  readonly logs: Logs;
  readonly clock: Pick<Clock, "now" | "sleep">;
  readonly signal?: AbortSignal;
}

export interface Explanation {
  readonly app: AppDetail;
  readonly diagnosis: Diagnosis;
  /** The last lines of the app and of its lifecycle config, oldest first. */
  readonly lines: readonly LogEvent[];
  /** Why the log could not be read; the other members are valid without it. */
  readonly unread?: string;
}

/**
 * Explains the state of an app from the service's message, its log and its status; reads `lines` of each stream. A log that cannot be read,
 * or not within the time limit, is reported as unread.
 */
export async function explainApp(ports: WhyPorts, found: App | AppDetail, lines: number, stop?: SweptStop): Promise<Explanation> {
  const { studio, clock } = ports;
  const app = "AppArn" in found ? found : await studio.describeApp(appKey(found));
  const log = await readLog(ports, app, lines);
  const said = (stream: string): string[] =>
    log.lines.filter(({ logStreamName }) => logStreamName === stream).map(({ message }) => message);
  const streams = streamsOf(app);
  const findings = { app, lifecycleLines: said(streams.lifecycle), appLines: said(streams.app), now: clock.now(), stop };
  return { app, diagnosis: diagnose(findings), ...log };
}

/** The same for an app that a sweep stopped and the service no longer lists: its log still exists. */
export async function explainStopped(ports: WhyPorts, stop: SweptStop, lines: number): Promise<Omit<Explanation, "app">> {
  return { diagnosis: stoppedBySweep(stop), ...(await readLog(ports, stop.app, lines)) };
}

async function readLog({ logs, clock, signal }: WhyPorts, app: AppKey, lines: number): Promise<Pick<Explanation, "lines" | "unread">> {
  try {
    return { lines: await withinLimit(clock, signal, async () => await appLines(logs, await appStreams(logs, app), { lines })) };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof StudioctlError) || isError(error, "no-credentials")) throw error;
    return { lines: [], unread: whyFailed(error) };
  }
}

const beginning = new Date(0);

/**
 * The last stop on record of an app that `meets` accepts; undefined if no sweep stopped it. Reads back only as far as that stop.
 */
export async function lastSweptStop(
  receipts: ReceiptsReader,
  meets: (app: AppKey & { readonly Region: string }) => boolean,
): Promise<SweptStop | undefined> {
  /** Runs that recorded how a stop of the app ended, so that their intent says nothing more. */
  const ended = new Set<string>();
  for await (const receipt of receipts.read({ since: beginning, groups: ["stops"] })) {
    if (receipt.Kind === "run" || receipt.Kind === "resumed" || receipt.Kind === "kernel" || !meets(receipt)) continue;
    const { At, Run, Reason, Result, DomainId, UserProfileName, SpaceName, AppType, AppName, InstanceType } = receipt;
    // An intent without an end comes from a killed run: the delete may have been sent.
    const isStop = receipt.Kind === "intent" ? !ended.has(Run) : Result === "stopped";
    if (!isStop) {
      ended.add(Run);
      continue;
    }
    const ResourceSpec = { ...(InstanceType !== undefined && { InstanceType }), ...receipt.ResourceSpec };
    const app = {
      DomainId,
      ...(UserProfileName !== undefined && { UserProfileName }),
      ...(SpaceName !== undefined && { SpaceName }),
      AppType,
      AppName,
      ResourceSpec,
    };
    return { app, At, Run, Reason, isCertain: receipt.Kind === "app" };
  }
  return undefined;
}
