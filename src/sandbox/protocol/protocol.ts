import type { OperationModel, ServiceModel } from "../model/model.ts";
import type { ControlPlaneRequest } from "./request.ts";
import type { ServiceError } from "./service-error.ts";

/** What goes back over HTTP. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
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
