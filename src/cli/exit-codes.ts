import type { ErrorCode } from "../core/errors.ts";

/**
 * The exit codes that scripts rely on; commands that pass on the exit code of a remote command can end with any code
 * (`Command.ownFailure`).
 */
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
  /** Our own failure, if the other exit codes are those of a remote command, as in ssh (ssh(1), EXIT STATUS). */
  notReached: 255,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byError: Record<ErrorCode, ExitCode> = {
  usage: exitCodes.usage,
  "not-found": exitCodes.failed,
  "in-use": exitCodes.failed,
  "not-ready": exitCodes.failed,
  "limit-exceeded": exitCodes.failed,
  "no-capacity": exitCodes.failed,
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

/** The exit code of a failed command. `ownFailure`, where the command has one, stands for every failure except an interruption. */
export function failureExitCode(code: ErrorCode, ownFailure: ExitCode | undefined): ExitCode {
  return code === "interrupted" ? exitCodes.interrupted : (ownFailure ?? exitCodeOf(code));
}
