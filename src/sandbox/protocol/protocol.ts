import type { OperationModel, ServiceModel } from "../model/model.ts";
import type { ControlPlaneRequest } from "./request.ts";
import type { ServiceError } from "./service-error.ts";

/** An HTTP response. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Headers in addition to those of every response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The format of requests and responses (service-facts: The wire). */
export interface Protocol {
  readonly form: ControlPlaneRequest["form"];
  /** The error code for an unknown operation. */
  readonly unknown: string;
  /**
   * The members of an operation's input, as the model types them: timestamps in epoch milliseconds, what the model does
   * not know left out. Throws ServiceError.
   */
  readInput(model: ServiceModel, operation: OperationModel, request: Pick<ControlPlaneRequest, "body" | "uri">): unknown;
  answer(model: ServiceModel, operation: string, output: object | undefined, requestId: string): Answer;
  /** Without a model: for an unknown service. */
  error(error: ServiceError, requestId: string, model: ServiceModel | undefined): Answer;
}
