import { setMaxListeners } from "node:events";
import { StudioctlError } from "../core/errors.ts";
import { type Trace, untraced } from "../ports/connection.ts";
import type { ServiceResponse } from "./responses.ts";
import { serviceError } from "./errors/service.ts";
import type { CallDescription, CallSite } from "./errors/shape.ts";
import { answerError, configurationError, credentialsError, networkError } from "./errors/transport.ts";

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** Receives an item that was left out of a list because it could not be read. */
export type LeftOut = (error: StudioctlError) => void;

/** One call of the SDK: passes the invocation's signal, and rejects only with StudioctlErrors. */
export interface Call {
  <Output extends object>(
    description: CallDescription,
    send: (options: SendOptions) => Promise<Output>,
  ): Promise<ServiceResponse<Omit<Output, "$metadata">>>;
  /** Absent: an item that cannot be read fails its list. */
  readonly leftOut?: LeftOut | undefined;
}

/** Options of all calls of an adapter; aborting `signal` ends calls in flight and their retries at once. */
export function createCall(site: CallSite, signal: AbortSignal, trace: Trace = untraced, leftOut?: LeftOut): Call {
  // Every running call listens to it, and Node warns beyond ten listeners.
  setMaxListeners(0, signal);
  const call = async <Output extends object>(description: CallDescription, send: (options: SendOptions) => Promise<Output>) => {
    const ended = trace(`${site.service} ${description.operation} (${description.subject})`);
    try {
      signal.throwIfAborted();
      const output = await send({ abortSignal: signal });
      ended("done");
      return withoutMetadata(output);
    } catch (error) {
      const translated = translate(error, description, site, signal);
      ended(translated.code);
      throw translated;
    }
  };
  return Object.assign(call, { leftOut });
}

function withoutMetadata<Output extends object>(output: Output): ServiceResponse<Omit<Output, "$metadata">> {
  const response: object = Object.fromEntries(Object.entries(output).filter(([member]) => member !== "$metadata"));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK's types say less than it does, see ServiceResponse
  return response as ServiceResponse<Omit<Output, "$metadata">>;
}

/**
 * The only translation of the SDK's errors: errors of the service, of credentials, of the
 * network and of unreadable responses. An aborted signal wins over all of them, with its own reason if that is a StudioctlError.
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
