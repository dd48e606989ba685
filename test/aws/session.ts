import { type AwsSession, AwsSessions, type SessionPorts } from "../../src/aws/session.ts";
import type { ConnectionOptions } from "../../src/aws/connection.ts";
import { systemClock } from "../../src/system/clock.ts";

const never = new AbortController().signal;

/** A session as an invocation has it. Without options its clients are for `mockClient`: nothing listens where they send. */
export function sessionIn(
  region: string,
  options: ConnectionOptions = { sandbox: "http://127.0.0.1:9" },
  ports: Partial<SessionPorts> = {},
): AwsSession {
  return new AwsSessions(options, { clock: systemClock, signal: never, ...ports }).at(region);
}
