import { createHash } from "node:crypto";
import { ownerOf } from "../../../core/app/app.ts";
import { home } from "../../home.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { Context } from "../../operation.ts";
import { appLines, lifecycleLines, type LogLine, startOf } from "./lines.ts";

/** The one group there is, as soon as an app has written to it. */
export const groupName = "/aws/sagemaker/studio";

export interface LogStream {
  readonly name: string;
  readonly createdAt: number;
  /** Oldest first, up to now: more are only ever added at the end. */
  readonly lines: readonly LogLine[];
}

/** Streams of apps under the names that Studio gives them (service-facts: Logs), by name; gone with the record of the app. */
export function streamsOf({ state, now }: Context): LogStream[] {
  const streams = Object.values(state.sagemaker.apps).flatMap((app): LogStream[] => {
    const owner = ownerOf(app);
    const name = `${app.DomainId}/${"SpaceName" in owner ? owner.SpaceName : owner.UserProfileName}/${app.AppType}/${app.AppName}`;
    const onStart = lifecycleLines(app);
    const createdAt = startOf(app);
    return [
      { name, createdAt, lines: appLines(app) },
      ...(onStart === undefined ? [] : [{ name: `${name}/LifecycleConfigOnStart`, createdAt, lines: onStart }]),
    ];
  });
  return streams
    .map((stream) => ({ ...stream, lines: stream.lines.filter(({ timestamp }) => timestamp <= now) }))
    .filter(({ lines }) => lines.length > 0)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** What names a group: its name, or an identifier that may be its ARN. */
export interface GroupInput {
  readonly logGroupName?: string;
  readonly logGroupIdentifier?: string;
}

/** The streams of the group that a request names. Throws InvalidParameterException or ResourceNotFoundException. */
export function streamsIn(context: Context, { logGroupName, logGroupIdentifier }: GroupInput): LogStream[] {
  if ((logGroupName === undefined) === (logGroupIdentifier === undefined)) {
    throw invalidParameter("Exactly one of logGroupName and logGroupIdentifier must be specified.");
  }
  const streams = streamsOf(context);
  const isIt = logGroupName === groupName || logGroupIdentifier === groupName || logGroupIdentifier === groupArn;
  if (!isIt || streams.length === 0) throw notFound("The specified log group does not exist.");
  return streams;
}

export function requireStream(streams: readonly LogStream[], name: string): LogStream {
  return streams.find((stream) => stream.name === name) ?? missing();
}

function missing(): never {
  throw notFound("The specified log stream does not exist.");
}

export const groupArn = `arn:aws:logs:${home.region}:${home.account}:log-group:${groupName}`;

/** Lines arrive half a second after they were written. */
export function ingestionTime({ timestamp }: LogLine): number {
  return timestamp + 500;
}

/** 56 digits, of a line of a stream. */
export function eventId(stream: string, { timestamp, message }: LogLine): string {
  const hash = createHash("sha256").update(`${stream} ${timestamp} ${message}`).digest("hex");
  return BigInt(`0x${hash}`).toString().padStart(56, "0").slice(0, 56);
}

export function invalidParameter(message: string): ServiceError {
  return new ServiceError("InvalidParameterException", message);
}

/** The error for a token that is none, or of another query. */
export function invalidToken(): ServiceError {
  return invalidParameter("The specified nextToken is invalid.");
}

function notFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFoundException", message);
}
