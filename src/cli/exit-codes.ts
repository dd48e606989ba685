import type { ErrorCode } from "../core/errors.ts";

/** The exit codes that scripts rely on. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  partlyFailed: 3,
  denied: 4,
  declined: 5,
  findings: 6,
  timeout: 124,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byError: Record<ErrorCode, ExitCode> = {
  usage: exitCodes.usage,
  "not-found": exitCodes.failed,
  "in-use": exitCodes.failed,
  "not-ready": exitCodes.failed,
  "limit-exceeded": exitCodes.failed,
  throttled: exitCodes.failed,
  denied: exitCodes.denied,
  "no-credentials": exitCodes.denied,
  invalid: exitCodes.failed,
  "classic-closed": exitCodes.failed,
  "not-offered": exitCodes.failed,
  unavailable: exitCodes.failed,
  malformed: exitCodes.failed,
  failed: exitCodes.failed,
  "partly-failed": exitCodes.partlyFailed,
  timeout: exitCodes.timeout,
  interrupted: exitCodes.interrupted,
  declined: exitCodes.declined,
};

export function exitCodeOf(code: ErrorCode): ExitCode {
  return byError[code];
}
