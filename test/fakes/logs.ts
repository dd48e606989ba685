import { StudioctlError } from "../../src/core/errors.ts";
import { studioLogGroup } from "../../src/core/app/app.ts";
import type { LogEvent, Logs } from "../../src/ports/logs.ts";

/** The log group of Studio in memory: texts by stream, each with its time. `write` adds a line, as a running app does. */
export function fakeLogs(
  streams: Readonly<Record<string, readonly (readonly [time: string, message: string])[]>> = {},
  options: { readonly denied?: boolean } = {},
) {
  const events = Object.entries(streams).flatMap(([logStreamName, lines]) =>
    lines.map(([time, message]): LogEvent => ({ timestamp: new Date(time), message, logStreamName })),
  );
  const names = new Set(Object.keys(streams));
  const allowed = (group: string): void => {
    if (options.denied === true) throw new StudioctlError("denied", "not allowed to read logs");
    if (group !== studioLogGroup || names.size === 0) throw new StudioctlError("not-found", `log group ${group} not found`);
  };
  const ordered = () => events.toSorted((a, b) => a.timestamp.getTime() - b.timestamp.getTime());
  const logs: Logs = {
    async *listStreams(group, prefix) {
      allowed(group);
      yield* [...names].filter((name) => name.startsWith(prefix)).toSorted();
    },
    async tail(group, stream, limit) {
      allowed(group);
      return ordered()
        .filter(({ logStreamName }) => logStreamName === stream)
        .slice(-limit);
    },
    async *since(group, wanted, from) {
      allowed(group);
      yield* ordered().filter(({ logStreamName, timestamp }) => wanted.includes(logStreamName) && timestamp >= from);
    },
  };
  return {
    ...logs,
    write(logStreamName: string, time: string, message: string): void {
      names.add(logStreamName);
      events.push({ timestamp: new Date(time), message, logStreamName });
    },
  };
}
