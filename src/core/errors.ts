/** What went wrong, in one word. One table (cli/exit-codes.ts) turns it into an exit code. */
export type ErrorCode =
  | "usage"
  | "not-found"
  | "in-use"
  | "not-ready"
  | "limit-exceeded"
  | "no-capacity"
  | "throttled"
  | "denied"
  | "no-credentials"
  | "invalid"
  | "classic-closed"
  | "not-offered"
  | "unavailable"
  | "malformed"
  | "failed"
  | "partly-failed"
  | "timeout"
  | "interrupted"
  | "declined";

export interface ErrorDetails {
  /** Why it failed, if known: one line. */
  readonly why?: string | undefined;
  /** How to fix it: the exact command, permission or value. */
  readonly fix?: string | undefined;
  /** Of `denied`: the IAM action that is missing (`sagemaker:ListTags`). */
  readonly deniedAction?: string | undefined;
  /** The service's own code, shown in JSON errors (`ResourceNotFound`). */
  readonly serviceCode?: string | undefined;
  readonly requestId?: string | undefined;
  readonly cause?: unknown;
}

/**
 * The one error type of the program. The message is in lower case, without a full stop, and contains the wrong value; `why` and `fix` are
 * the two lines under it.
 */
export class StudioctlError extends Error {
  override readonly name = "StudioctlError";
  readonly why: string | undefined;
  readonly fix: string | undefined;
  readonly deniedAction: string | undefined;
  readonly serviceCode: string | undefined;
  readonly requestId: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.why = details.why;
    this.fix = details.fix;
    this.deniedAction = details.deniedAction;
    this.serviceCode = details.serviceCode;
    this.requestId = details.requestId;
  }

  /** A copy with changed members; the original becomes its cause. */
  with({
    code = this.code,
    message = this.message,
    ...details
  }: Partial<Pick<StudioctlError, "code" | "message">> & ErrorDetails): StudioctlError {
    const { why, fix, deniedAction, serviceCode, requestId } = this;
    return new StudioctlError(code, message, { why, fix, deniedAction, serviceCode, requestId, cause: this, ...details });
  }
}

export function usageError(message: string, details: ErrorDetails = {}): StudioctlError {
  return new StudioctlError("usage", message, details);
}

/** True for a StudioctlError of one of these codes. */
export function isError(error: unknown, ...codes: ErrorCode[]): error is StudioctlError {
  return error instanceof StudioctlError && codes.includes(error.code);
}

/** The same error with one more reason beside those that it has. Errors of other kinds stay as they are: they are shown without reasons. */
export function withNote(error: unknown, note: string): unknown {
  if (!(error instanceof StudioctlError)) return error;
  return error.with({ why: error.why === undefined ? note : `${error.why}; ${note}` });
}

/** The reason why a call failed, safe to show. Only messages of StudioctlError are shown; other messages could contain a secret address. */
export function whyFailed(error: unknown): string {
  if (error instanceof StudioctlError) return error.message;
  return `an unexpected ${error instanceof Error ? error.name : typeof error}`;
}

/** The error code of Node or the system for a failed file operation or connection: `EACCES`, `ECONNRESET`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
