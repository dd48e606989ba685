import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as after } from "node:timers/promises";
import { StudioctlError } from "../core/errors.ts";
import { dispatch, type DispatchDeps } from "./dispatch.ts";
import { strike } from "./faults.ts";
import type { Service } from "./operation.ts";
import type { Answer } from "./protocol/protocol.ts";
import { type ControlPlaneRequest, readRequest } from "./protocol/request.ts";
import type { Credentials } from "./ports.ts";
import { type Caller, caller as owner } from "./home.ts";
import { sessionError, unsignedError } from "./protocol/signature.ts";
import { ServiceError } from "./protocol/service-error.ts";
import { protocolOf, serviceOf } from "./services.ts";
import type { Fault } from "./state.ts";

interface ControlPlaneDeps extends DispatchDeps {
  /** The machine's time, used for throttling instead of the sandbox's clock. */
  readonly realNow: () => number;
  /** Absent: requests need no signature. */
  readonly credentials?: Credentials | undefined;
  /** Called after each request that may have changed something. */
  readonly changed?: (() => Promise<void>) | undefined;
}

/** Answers the requests of AWS clients, with the delays and faults of the settings. */
export function createControlPlane(deps: ControlPlaneDeps): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const throttles = new Map<Service | undefined, ReturnType<typeof createThrottle>>();
  /** Every service has its own rate. */
  const mayPass = (service: Service | undefined, requestsPerSecond: number): boolean => {
    const throttle = throttles.get(service) ?? createThrottle();
    throttles.set(service, throttle);
    return throttle(deps.realNow(), requestsPerSecond);
  };
  return async (incoming, response) => {
    const requestId = randomUUID();
    const request = await readRequest(incoming);
    const { settings } = await deps.store.read();
    const service = serviceOf(request);
    // Before anything else: an unsigned request uses up neither faults nor the rate.
    const { caller, error: refused } = callerOf(incoming, request);
    if (refused !== undefined) return send(response, errorAnswer(request, requestId, refused), requestId);
    const throttled = !mayPass(service, settings.requestsPerSecond);
    if (settings.latencyMs > 0) await after(settings.latencyMs);
    const fault = throttled ? rateExceeded(service) : await strike(deps.store, settings, request);
    if (fault?.error === "hang") return;
    if (fault?.error === "reset") {
      incoming.socket.resetAndDestroy();
      return;
    }
    const answer = await answerTo(deps, caller, request, requestId, fault);
    await deps.changed?.();
    send(response, answer, requestId);
  };

  /** Who sends a request, and the error of a request that nobody may send. */
  function callerOf(
    incoming: IncomingMessage,
    request: ControlPlaneRequest,
  ): { readonly caller: Caller; readonly error?: ServiceError | undefined } {
    const found = deps.roleSessions.find(request.sessionToken);
    if (found === "forged") return { caller: owner, error: sessionError(request, "forged") };
    const credentials = deps.credentials && (found?.credentials ?? deps.credentials);
    const error = credentials && unsignedError(incoming, request, credentials, [deps.realNow(), deps.clock.now()]);
    if (found === undefined) return { caller: owner, error };
    const isOver = found.session.expiresAt <= deps.clock.now();
    return { caller: found.session.caller, error: error ?? (isOver ? sessionError(request, "expired") : undefined) };
  }

  function send(response: ServerResponse, answer: Answer, requestId: string): void {
    response.writeHead(answer.status, {
      ...answer.headers,
      "content-type": answer.contentType,
      "content-length": Buffer.byteLength(answer.body),
      "x-amzn-requestid": requestId,
      // Clients learn the service's time from it.
      date: new Date(deps.clock.now()).toUTCString(),
    });
    response.end(answer.body);
  }
}

function rateExceeded(service: Service | undefined): Fault {
  return { operation: "*", error: service?.throttled ?? "ThrottlingException", message: "Rate exceeded" };
}

async function answerTo(
  deps: ControlPlaneDeps,
  caller: Caller,
  request: ControlPlaneRequest,
  requestId: string,
  fault: Fault | undefined,
): Promise<Answer> {
  try {
    switch (fault?.error) {
      case undefined:
        return await dispatch(deps, caller, request, requestId, undefined);
      case "fails":
        return await dispatch(deps, caller, request, requestId, fault?.message ?? "The sandbox is configured to fail this request.");
      case "truncate":
        return cut(await dispatch(deps, caller, request, requestId, undefined));
      case "html":
        return { status: fault?.status ?? 200, contentType: "text/html", body: "<!doctype html><title>Not the service</title>" };
      default:
        throw new ServiceError(fault?.error ?? "", fault?.message ?? `Injected ${fault?.error}`, fault?.status);
    }
  } catch (error) {
    return errorAnswer(request, requestId, asServiceError(error));
  }
}

function errorAnswer(request: ControlPlaneRequest, requestId: string, error: ServiceError): Answer {
  return protocolOf(request).error(error, requestId, serviceOf(request)?.model);
}

/** Other errors than the service's own are reported as InternalFailure: a client sees the reason, the server continues. */
function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  const fix = error instanceof StudioctlError && error.fix !== undefined ? ` (${error.fix})` : "";
  return new ServiceError("InternalFailure", `${error instanceof Error ? error.message : String(error)}${fix}`);
}

/** The first half of a response, as if the connection had ended early. */
function cut(answer: Answer): Answer {
  return { ...answer, body: answer.body.slice(0, Math.ceil(answer.body.length / 2)) };
}

/**
 * A token bucket that holds one second's worth of requests. Returns whether the request at `now` (epoch
 * milliseconds) may pass at that rate; a rate of 0 lets everything pass.
 */
function createThrottle(): (now: number, requestsPerSecond: number) => boolean {
  let tokens = Number.POSITIVE_INFINITY;
  let filledAt = 0;
  return (now, requestsPerSecond) => {
    if (requestsPerSecond === 0) return true;
    const capacity = Math.max(1, requestsPerSecond);
    tokens = Math.min(capacity, tokens + (Math.max(0, now - filledAt) / 1000) * requestsPerSecond);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
