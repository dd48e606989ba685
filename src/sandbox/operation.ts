import type { Caller } from "./home.ts";
import type { ServiceModel } from "./model/model.ts";
import type { LayerRequest, RemoteSessions, RoleSessions, SignInRequest } from "./ports.ts";
import type { Protocol } from "./protocol/protocol.ts";
import type { SandboxState } from "./state.ts";

/** The context of an operation. The state is that of `now`: every due transition has happened. */
export interface Context {
  /** Read operations must not change it; others change it in place. */
  readonly state: SandboxState;
  /** The state of all accounts. Of a service of one account, `state` is that of the caller's account. */
  readonly wholeState: SandboxState;
  readonly caller: Caller;
  readonly roleSessions: RoleSessions;
  /** Epoch milliseconds of the sandbox's clock. */
  readonly now: number;
  /** Set where the change that this request starts is to fail, with this reason. */
  readonly failNext?: string;
  /** Makes a URL that signs in (JupyterHost). */
  readonly presign: (request: SignInRequest) => string;
  /** Makes a URL that gives a blob of a container image (LayerHost). */
  readonly presignLayer: (layer: LayerRequest) => string;
  /** Absent: this sandbox has no shells. */
  readonly remote?: { readonly origin: string; readonly sessions: RemoteSessions };
}

/** One operation of the service: the model has validated its input; the model's output shape selects the members of its response. */
export type Operation<Input> = Body<Input>["run"];

/** Written as a method, because one table contains operations with different inputs. */
interface Body<Input> {
  run(input: Input, context: Context): object | undefined;
}

/** As the service accepts them; of a map they are stored as one. */
export type TagList = readonly { readonly Key: string; readonly Value: string }[];

/** A service: its model, how it differs from the others on the wire, and its operations. */
export interface Service {
  readonly model: ServiceModel;
  readonly protocol: Protocol;
  /** The code of its error for requests that break a constraint of the model. */
  readonly invalid: string;
  /** The code of its error for requests over its rate. */
  readonly throttled: string;
  /** What its actions begin with in IAM: `sagemaker`. */
  readonly prefix: string;
  /** The code of its error for requests that the caller may not make. */
  readonly denied: string;
  /** One for all Regions. */
  readonly isGlobal?: true;
  /** It names accounts: its requests and answers are not about the caller's account alone. */
  readonly ofAllAccounts?: true;
  /** Operations that leave the state as it is: they run side by side, without a lock. */
  readonly readers: Readonly<Record<string, Operation<unknown>>>;
  /** Operations that change the state: one at a time, all or nothing. */
  readonly writers: Readonly<Record<string, Operation<unknown>>>;
}
