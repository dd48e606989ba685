import { type App, type AppDetail, appKey, type AppKey, streamsOf } from "../../core/app/app.ts";
import { type Diagnosis, type SweptStop, diagnose, stoppedBySweep } from "../../core/app/failure.ts";
import { StudioctlError, isError, whyFailed } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LogEvent, Logs } from "../../ports/logs.ts";
import type { Apps } from "../../ports/studio.ts";
import { withinLimit } from "../within-limit.ts";
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
  /** Set where the log could not be read: the rest holds without it. */
  readonly unread?: string;
}

/**
 * What the service, its log and its state say of an app; `lines` of each stream are read. A log that cannot be read, or not
 * within the limit of such services, is reported as unread.
 */
export async function explainApp(ports: WhyPorts, found: App, lines: number, stop?: SweptStop): Promise<Explanation> {
  const { studio, clock } = ports;
  const app = await studio.describeApp(appKey(found));
  const log = await readLog(ports, app, lines);
  const said = (stream: string): string[] =>
    log.lines.filter(({ logStreamName }) => logStreamName === stream).map(({ message }) => message);
  const streams = streamsOf(app);
  const findings = { app, lifecycleLines: said(streams.lifecycle), appLines: said(streams.app), now: clock.now(), stop };
  return { app, diagnosis: diagnose(findings), ...log };
}

/** The same of an app that a sweep stopped and the service no longer lists: its log outlives it. */
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
