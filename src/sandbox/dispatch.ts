import { emptyState } from "./empty-state.ts";
import { requireAllowed } from "./denials.ts";
import { home } from "./home.ts";
import type { Context, Operation, Service } from "./operation.ts";
import type { LayerRequest, SandboxClock, SignInRequest, StateStore } from "./ports.ts";
import type { Answer } from "./protocol/protocol.ts";
import type { ControlPlaneRequest } from "./protocol/request.ts";
import { ServiceError, validationException } from "./protocol/service-error.ts";
import { validate } from "./protocol/validate.ts";
import { protocolOf, serviceOf } from "./services.ts";
import { readableState, currentState } from "./services/sagemaker/transitions.ts";
import type { SandboxState } from "./state.ts";
import { memoryStore } from "./store.ts";

export interface DispatchDeps {
  readonly store: StateStore;
  readonly clock: SandboxClock;
  readonly presign: (request: SignInRequest) => string;
  readonly presignLayer: (layer: LayerRequest) => string;
  /** Absent: no sessions. */
  readonly remote?: Context["remote"] | undefined;
}

/** Runs one request; `failNext` is the failure reason of the change that it starts. Throws ServiceError. */
export async function dispatch(
  deps: DispatchDeps,
  request: ControlPlaneRequest,
  requestId: string,
  failNext: string | undefined,
): Promise<Answer> {
  const { operation } = request;
  const service = serviceOf(request);
  const known = service?.model.operations[operation];
  if (service === undefined || known?.input === undefined) {
    const target = [service?.model.service ?? request.service, operation].filter((word) => word !== "").join(".");
    throw new ServiceError(protocolOf(request).unknown, `The sandbox does not serve ${target || "a request without a target"}.`);
  }
  await requireAllowed(deps.store, service, operation);
  const members = service.protocol.readInput(service.model, known, request);
  validate(service.model, known.input, members, service.invalid);
  return service.protocol.answer(service.model, operation, await run(deps, service, request, members, failNext), requestId);
}

async function run(
  { store, clock, presign, presignLayer, remote }: DispatchDeps,
  { readers, writers, isGlobal }: Service,
  { operation, region }: ControlPlaneRequest,
  input: unknown,
  failNext: string | undefined,
): Promise<object | undefined> {
  const target = isGlobal === true || region === home.region ? store : elsewhere(operation);
  const runOn = (body: Operation<unknown>, state: SandboxState, toCurrent: typeof currentState): object | undefined => {
    const now = clock.now();
    state.sagemaker = toCurrent(state.sagemaker, now);
    const context = { state, now, presign, presignLayer, ...(remote && { remote }), ...(failNext === undefined ? {} : { failNext }) };
    return body(input, context);
  };
  const reader = readers[operation];
  if (reader !== undefined) return runOn(reader, { ...(await target.read()) }, readableState);
  const writer = writers[operation];
  if (writer === undefined) throw new RangeError(`the sandbox has no ${operation}`);
  return target.update((state) => runOn(writer, state, currentState));
}

/** Other Regions are empty, and nothing can be created there. */
function elsewhere(operation: string): StateStore {
  if (operation.startsWith("Create") && operation !== "CreatePresignedDomainUrl") {
    throw validationException(`The sandbox lives in ${home.region}: nothing can be created in another Region.`);
  }
  return memoryStore({ ...emptyState(), ec2: { vpcs: {}, subnets: {}, retainedDomains: [] } });
}
