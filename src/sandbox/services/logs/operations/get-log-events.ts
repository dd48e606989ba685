import type { Operation } from "../../../operation.ts";
import { type GroupInput, ingestionTime, invalidToken, requireStream, streamsIn } from "../streams.ts";

interface GetLogEventsInput extends GroupInput {
  readonly logStreamName: string;
  /** Epoch milliseconds; that moment is within. */
  readonly startTime?: number;
  /** That moment is not. */
  readonly endTime?: number;
  readonly startFromHead?: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}

/**
 * A part of a stream, and tokens to go on from it both ways: each holds a place between two lines, so that at an end the
 * token of the request comes back (CloudWatch Logs API: GetLogEvents).
 */
export const getLogEvents: Operation<GetLogEventsInput> = (input, context) => {
  const { startTime = 0, endTime = Infinity, limit = 10_000 } = input;
  const { lines } = requireStream(streamsIn(context, input), input.logStreamName);
  const first = lines.filter(({ timestamp }) => timestamp < startTime).length;
  const end = Math.max(first, lines.filter(({ timestamp }) => timestamp < endTime).length);
  const { forward, place } = directionOf(input, first, end);
  const from = forward ? Math.max(place, first) : Math.max(first, Math.min(place, end) - limit);
  const to = forward ? Math.max(place, Math.min(from + limit, end)) : Math.max(from, Math.min(place, end));
  return {
    events: lines.slice(from, to).map((line) => ({ ...line, ingestionTime: ingestionTime(line) })),
    nextForwardToken: tokenOf("f", to),
    nextBackwardToken: tokenOf("b", from),
  };
};

/** Where to read from, and which way. */
function directionOf(
  { nextToken, startFromHead = false }: GetLogEventsInput,
  first: number,
  end: number,
): { readonly forward: boolean; readonly place: number } {
  if (nextToken === undefined) return { forward: startFromHead, place: startFromHead ? first : end };
  const [, way, place] = /^([fb])\/(\d{56})\/s$/.exec(nextToken) ?? [];
  if (place === undefined) throw invalidToken();
  return { forward: way === "f", place: Number(place) };
}

function tokenOf(way: "f" | "b", place: number): string {
  return `${way}/${String(place).padStart(56, "0")}/s`;
}
