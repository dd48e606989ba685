import { type App, type AppDetail, appKey } from "../../core/app.ts";
import { type Diagnosis, diagnose } from "../../core/app-failure.ts";
import { isError } from "../../core/errors.ts";
import { streamsOf } from "../../core/log-streams.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LogEvent, Logs } from "../../ports/logs.ts";
import type { Apps } from "../../ports/studio.ts";
import { appLines, appStreams } from "./logs.ts";

export interface WhyPorts {
  readonly studio: Pick<Apps, "describeApp">;
  readonly logs: Logs;
  readonly clock: Pick<Clock, "now">;
}

export interface Explanation {
  readonly app: AppDetail;
  readonly diagnosis: Diagnosis;
  /** The last lines of the app and of its lifecycle config, oldest first. */
  readonly lines: readonly LogEvent[];
  /** Set where the log could not be read: the rest holds without it. */
  readonly unread?: string;
}

/** What the service, its log and its state tell of an app; `lines` of each stream are read. */
export async function explainApp({ studio, logs, clock }: WhyPorts, found: App, lines: number): Promise<Explanation> {
  const app = await studio.describeApp(appKey(found));
  const log = await readLog(logs, app, lines);
  const said = (stream: string): string[] => log.lines.filter(({ logStreamName }) => logStreamName === stream).map(({ message }) => message);
  const streams = streamsOf(app);
  const findings = { app, lifecycleLines: said(streams.lifecycle), appLines: said(streams.app), now: clock.now() };
  return { app, diagnosis: diagnose(findings), ...log };
}

async function readLog(logs: Logs, app: App, lines: number): Promise<Pick<Explanation, "lines" | "unread">> {
  try {
    return { lines: await appLines(logs, await appStreams(logs, app), { lines }) };
  } catch (error) {
    if (isError(error, "denied")) return { lines: [], unread: error.message };
    throw error;
  }
}
