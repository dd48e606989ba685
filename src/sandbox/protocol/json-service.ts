import type { ServiceModel } from "../model/model.ts";
import type { Operation } from "../services/sagemaker/context.ts";

/** A service that speaks JSON: its model, how it differs from the others on the wire, and its operations. */
export interface JsonService {
  readonly model: ServiceModel;
  /** Of its content type (FACTS 10). */
  readonly jsonVersion: "1.0" | "1.1";
  /** The code of its error for requests that break a constraint of the model. */
  readonly invalid: string;
  /** Operations that leave the state as it is: they run side by side, without a lock. */
  readonly readers: Readonly<Record<string, Operation<unknown>>>;
  /** Operations that change the state: one at a time, all or nothing. */
  readonly writers: Readonly<Record<string, Operation<unknown>>>;
}
