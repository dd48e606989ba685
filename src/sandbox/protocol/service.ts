import type { OperationModel, ServiceModel } from "../model/model.ts";
import type { Operation } from "../services/sagemaker/context.ts";
import type { Answer } from "./answer.ts";
import type { ControlPlaneRequest } from "./request.ts";
import type { ServiceError } from "./service-error.ts";

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
  /** Operations that leave the state as it is: they run side by side, without a lock. */
  readonly readers: Readonly<Record<string, Operation<unknown>>>;
  /** Operations that change the state: one at a time, all or nothing. */
  readonly writers: Readonly<Record<string, Operation<unknown>>>;
}

/** How requests and answers are written (service-facts: The wire). */
export interface Protocol {
  readonly form: ControlPlaneRequest["form"];
  /** The code of the error for an operation that there is not. */
  readonly unknown: string;
  /**
   * The members of an operation's input, as the model types them: timestamps in epoch milliseconds, what the model does
   * not know left out. Throws ServiceError.
   */
  readInput(model: ServiceModel, operation: OperationModel, request: Pick<ControlPlaneRequest, "body" | "uri">): unknown;
  answer(model: ServiceModel, operation: string, output: object | undefined, requestId: string): Answer;
  /** Without a model: of a service that there is not. */
  error(error: ServiceError, requestId: string, model: ServiceModel | undefined): Answer;
}
