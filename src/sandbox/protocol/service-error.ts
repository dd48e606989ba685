/** An error that the service answers: its code, text and HTTP status. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";

  constructor(
    readonly code: string,
    message: string,
    /** Absent: derived from its code. */
    readonly givenStatus?: number,
  ) {
    super(message);
  }

  get status(): number {
    return this.givenStatus ?? statusOf(this.code);
  }
}

/** 5xx for codes of internal failures, 400 for all others. */
function statusOf(code: string): number {
  if (code === "InternalFailure" || code === "InternalServerError") return 500;
  if (code === "ServiceUnavailable") return 503;
  return 400;
}

export function validationException(message: string): ServiceError {
  return new ServiceError("ValidationException", message);
}

export function resourceNotFound(message: string): ServiceError {
  return new ServiceError("ResourceNotFound", message);
}

export function resourceInUse(message: string): ServiceError {
  return new ServiceError("ResourceInUse", message);
}

export function resourceLimitExceeded(message: string): ServiceError {
  return new ServiceError("ResourceLimitExceeded", message);
}
