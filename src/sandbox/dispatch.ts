import type { SandboxClock, SignInRequest, StateStore } from "./ports.ts";
import { type Answer, jsonAnswer, queryAnswer } from "./protocol/answer.ts";
import { deserialize } from "./protocol/deserialize.ts";
import type { JsonService } from "./protocol/json-service.ts";
import type { ControlPlaneRequest } from "./protocol/request.ts";
import { ServiceError, validationException } from "./protocol/service-error.ts";
import { validate } from "./protocol/validate.ts";
import { serviceOf } from "./services.ts";
import { home } from "./services/sagemaker/arns.ts";
import type { Operation } from "./services/sagemaker/context.ts";
import { settledState } from "./services/sagemaker/lifecycle.ts";
import { getCallerIdentity } from "./services/sts/get-caller-identity.ts";
import type { SandboxState } from "./state.ts";
import { memoryStore } from "./store.ts";

export interface DispatchDeps {
  readonly store: StateStore;
  readonly clock: SandboxClock;
  readonly presign: (request: SignInRequest) => string;
}

/** Runs one request; `failNext` is the reason with which the change that it starts is to fail. Throws ServiceError. */
export async function dispatch(
  deps: DispatchDeps,
  request: ControlPlaneRequest,
  requestId: string,
  failNext: string | undefined,
): Promise<Answer> {
  if (request.target === "STS.GetCallerIdentity") {
    return queryAnswer(request.operation, getCallerIdentity(), requestId);
  }
  const { operation } = request;
  const service = serviceOf(request.target);
  const input = service?.model.operations[operation]?.input;
  if (service === undefined || input === undefined || request.target !== `${service.model.service}.${operation}`) {
    throw new ServiceError("UnknownOperationException", `The sandbox does not serve ${request.target || "a request without a target"}.`);
  }
  const members = deserialize(service.model, input, parseBody(request.body));
  validate(service.model, input, members, service.invalid);
  return jsonAnswer(service, operation, await run(deps, service, request, members, failNext));
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body === "" ? "{}" : body);
  } catch {
    throw new ServiceError("SerializationException", "The request body is not JSON.");
  }
}

async function run(
  { store, clock, presign }: DispatchDeps,
  { readers, writers }: JsonService,
  { operation, region }: ControlPlaneRequest,
  input: unknown,
  failNext: string | undefined,
): Promise<object | undefined> {
  const place = region === home.region ? store : elsewhere(operation);
  const runOn = (body: Operation<unknown>, state: SandboxState): object | undefined => {
    const now = clock.now();
    state.sagemaker = settledState(state.sagemaker, now);
    return body(input, { state, now, presign, ...(failNext === undefined ? {} : { failNext }) });
  };
  const reader = readers[operation];
  if (reader !== undefined) return runOn(reader, { ...(await place.read()) });
  const writer = writers[operation];
  if (writer === undefined) throw new RangeError(`the sandbox has no ${operation}`);
  return place.update((state) => runOn(writer, state));
}

/** Other Regions hold nothing, and nothing can be created there. */
function elsewhere(operation: string): StateStore {
  if (operation.startsWith("Create") && operation !== "CreatePresignedDomainUrl") {
    throw validationException(`The sandbox lives in ${home.region}: nothing can be created in another Region.`);
  }
  return memoryStore();
}
