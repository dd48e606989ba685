import { contentsOf, exchanged, keepAccount, memberAccount, stateOf, withContents } from "./accounts.ts";
import { emptyState } from "./empty-state.ts";
import { requireAllowed } from "./denials.ts";
import { type Caller, home } from "./home.ts";
import type { Context, Operation, Service } from "./operation.ts";
import type { LayerRequest, RoleSessions, SandboxClock, SignInRequest, StateStore } from "./ports.ts";
import type { Answer } from "./protocol/protocol.ts";
import type { ControlPlaneRequest } from "./protocol/request.ts";
import { ServiceError, validationException } from "./protocol/service-error.ts";
import { validate } from "./protocol/validate.ts";
import { isRecorded, trailWith } from "./services/cloudtrail/record.ts";
import { protocolOf, serviceOf } from "./services.ts";
import { readableState, currentState } from "./services/sagemaker/transitions.ts";
import type { SandboxState } from "./state.ts";
import { memoryStore } from "./store.ts";

export interface DispatchDeps {
  readonly store: StateStore;
  readonly clock: SandboxClock;
  readonly roleSessions: RoleSessions;
  readonly presign: (request: SignInRequest) => string;
  readonly presignLayer: (layer: LayerRequest) => string;
  /** Absent: no sessions. */
  readonly remote?: Context["remote"] | undefined;
}

/** Runs one request; `failNext` is the failure reason of the change that it starts. Throws ServiceError. */
export async function dispatch(
  deps: DispatchDeps,
  caller: Caller,
  received: ControlPlaneRequest,
  requestId: string,
  failNext: string | undefined,
): Promise<Answer> {
  const { operation } = received;
  const request = serviceOf(received)?.ofAllAccounts === true ? received : asOwn(received, caller);
  const service = serviceOf(request);
  const known = service?.model.operations[operation];
  if (service === undefined || known?.input === undefined) {
    const target = [service?.model.service ?? request.service, operation].filter((word) => word !== "").join(".");
    throw new ServiceError(protocolOf(request).unknown, `The sandbox does not serve ${target || "a request without a target"}.`);
  }
  const state = await deps.store.read();
  requireOpen(state, service, request, caller);
  requireAllowed(state, service, operation, caller);
  const members = service.protocol.readInput(service.model, known, request);
  validate(service.model, known.input, members, service.invalid);
  const result = await run(deps, service, caller, request, members, failNext);
  if (isRecorded(service, operation)) await record(deps, caller, request, members, requestId);
  const answer = service.protocol.answer(service.model, operation, result, requestId);
  return service.ofAllAccounts === true ? answer : { ...answer, body: exchanged(answer.body, caller.account) };
}

async function run(
  { store, clock, roleSessions, presign, presignLayer, remote }: DispatchDeps,
  { readers, writers, isGlobal, ofAllAccounts }: Service,
  caller: Caller,
  { operation, region }: ControlPlaneRequest,
  input: unknown,
  failNext: string | undefined,
): Promise<object | undefined> {
  const target = isGlobal === true || region === home.region ? store : await elsewhere(store, operation);
  const account = ofAllAccounts === true ? home.account : caller.account;
  const runOn = (body: Operation<unknown>, wholeState: SandboxState, toCurrent: typeof currentState): object | undefined => {
    const now = clock.now();
    const state = stateOf(wholeState, account);
    if (state === undefined) throw new RangeError(`the sandbox has no account ${account}`);
    state.sagemaker = toCurrent(state.sagemaker, now);
    const served = { state, wholeState, caller, roleSessions, now, presign, presignLayer };
    const answer = body(input, {
      ...served,
      ...(remote && account === home.account && { remote }),
      ...(failNext === undefined ? {} : { failNext }),
    });
    if (toCurrent === currentState) keepAccount(wholeState, account, state);
    return answer;
  };
  const reader = readers[operation];
  if (reader !== undefined) return runOn(reader, { ...(await target.read()) }, readableState);
  const writer = writers[operation];
  if (writer === undefined) throw new RangeError(`the sandbox has no ${operation}`);
  return target.update((state) => runOn(writer, state, currentState));
}

/** Adds a request to the events of its account, without a copy of an account that may be large. Those of other Regions are lost with them. */
async function record(
  { store, clock }: DispatchDeps,
  caller: Caller,
  { operation: name, region, userAgent }: ControlPlaneRequest,
  input: unknown,
  id: string,
): Promise<void> {
  if (region !== home.region) return;
  await store.amend((wholeState) => {
    const state = stateOf(wholeState, caller.account);
    if (state === undefined) return;
    const { arn, userId: principal } = caller;
    state.trail = trailWith(state.trail ?? [], { id, at: clock.now(), name, input, userAgent, region, arn, principal });
    keepAccount(wholeState, caller.account, state);
  });
}

/** The request of a member account as one of the sandbox's own account (accounts.ts). */
function asOwn(request: ControlPlaneRequest, { account }: Caller): ControlPlaneRequest {
  if (account === home.account) return request;
  return { ...request, body: exchanged(request.body, account), uri: exchanged(request.uri, account) };
}

/** Credentials are unknown in a Region that their account has not enabled. Throws the service's own refusal there. */
function requireOpen(state: SandboxState, { isGlobal, protocol }: Service, { region }: ControlPlaneRequest, { account }: Caller): void {
  if (isGlobal === true || memberAccount(state, account)?.closedRegions?.includes(region) !== true) return;
  const code = protocol.form === "query" ? "InvalidClientTokenId" : "UnrecognizedClientException";
  throw new ServiceError(code, "The security token included in the request is invalid.", 403);
}

/** Other Regions are empty in every account, and nothing can be created there. */
async function elsewhere(store: StateStore, operation: string): Promise<StateStore> {
  if (operation.startsWith("Create") && operation !== "CreatePresignedDomainUrl") {
    throw validationException(`The sandbox lives in ${home.region}: nothing can be created in another Region.`);
  }
  const empty = { ...emptyState(), ec2: { vpcs: {}, subnets: {}, retainedDomains: [] } };
  const { organization } = await store.read();
  return memoryStore({ ...empty, ...(organization && { organization: withContents(organization, contentsOf(empty)) }) });
}
