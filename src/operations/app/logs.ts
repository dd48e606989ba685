import { type AppKey, streamsOf, studioLogGroup } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LogEvent, Logs } from "../../ports/logs.ts";
import { checks } from "../waiters.ts";
import { orMissing } from "../errors.ts";

/** The requested lines of an app. */
export interface Extent {
  /** The number of last lines of each stream, unless `since` is given. */
  readonly lines: number;
  readonly from?: Date | undefined;
}

/** The log streams of an app; an app that never started, or whose role may not write logs, has none. */
export async function appStreams(logs: Logs, key: AppKey): Promise<readonly string[]> {
  const { app, lifecycle } = streamsOf(key);
  const streams = (await orMissing(() => collect(logs.listStreams(studioLogGroup, app)))) ?? [];
  // The prefix matches `app-2` too.
  return [app, lifecycle].filter((name) => streams.includes(name));
}

/** The lines of an app and of its lifecycle config, oldest first. */
export async function appLines(logs: Logs, streams: readonly string[], { lines, from }: Extent): Promise<readonly LogEvent[]> {
  if (streams.length === 0) return [];
  const events =
    from === undefined
      ? (await Promise.all(streams.map((stream) => logs.tail(studioLogGroup, stream, lines)))).flat()
      : await collect(logs.since(studioLogGroup, streams, from));
  return events.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
}

/** Lines may arrive late, and streams appear only when the app begins to write. Milliseconds. */
const overlapMs = 5_000;
const pauseMs = 2_000;

interface FollowPorts {
  readonly logs: Logs;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The lines of an app as they arrive, after the last `shown` one; it ends only by the signal, and rejects with its reason. */
export async function* follow(
  { logs, clock, signal }: FollowPorts,
  key: AppKey,
  shown: readonly LogEvent[],
): AsyncGenerator<readonly LogEvent[]> {
  const begin = shown.at(-1)?.timestamp ?? clock.now();
  let known = [...shown];
  for await (const _ of checks(clock, { timeoutMs: Infinity, signal }, () => pauseMs)) {
    const latest = known.at(-1)?.timestamp ?? begin;
    const from = new Date(Math.max(begin.getTime(), latest.getTime() - overlapMs));
    const fresh = without(await appLines(logs, await appStreams(logs, key), { lines: 0, from }), known);
    if (fresh.length > 0) yield fresh;
    known = [...known, ...fresh].filter(({ timestamp }) => timestamp >= from);
  }
}

/** Removes known lines, each as often as it is known: a program may write the same line twice in a millisecond. */
function without(lines: readonly LogEvent[], known: readonly LogEvent[]): LogEvent[] {
  const counts = new Map<string, number>();
  for (const line of known) counts.set(identity(line), (counts.get(identity(line)) ?? 0) + 1);
  return lines.filter((line) => {
    const left = counts.get(identity(line)) ?? 0;
    counts.set(identity(line), left - 1);
    return left <= 0;
  });
}

function identity({ timestamp, message, logStreamName }: LogEvent): string {
  return `${timestamp.getTime()} ${logStreamName} ${message}`;
}
