import { StudioctlError } from "../core/errors.ts";
import type { CallDescription, CallSite } from "./errors/shape.ts";
import { answerError, configurationError, credentialsError, networkError } from "./errors/transport.ts";
import { serviceError } from "./errors/service.ts";

/**
 * The one translation of what the SDK rejects with: errors of the service, of credentials, of the
 * network and of unreadable answers. An aborted signal wins over all of them, with its own reason
 * where that is a StudioctlError.
 */
export function translate(error: unknown, call: CallDescription, site: CallSite, signal?: AbortSignal): StudioctlError {
  if (error instanceof StudioctlError) return error;
  if (signal?.aborted === true) return interrupted(signal.reason);
  return (
    credentialsError(error, site) ??
    serviceError(error, call, site) ??
    networkError(error, site) ??
    answerError(error, call, site) ??
    configurationError(error) ??
    new StudioctlError("failed", `cannot ${call.action} ${call.subject}`, { why: String(error), cause: error })
  );
}

function interrupted(reason: unknown): StudioctlError {
  return reason instanceof StudioctlError ? reason : new StudioctlError("interrupted", "interrupted");
}
