import json from "./sagemaker.json" with { type: "json" };

/** The service model as `npm run generate` compacts it. */
export interface ServiceModel {
  /** Prefix of `X-Amz-Target`. */
  readonly service: string;
  readonly apiVersion: string;
  /** Of the service description it was made from. */
  readonly modelSha256: string;
  readonly operations: Readonly<Record<string, OperationModel>>;
  readonly shapes: Readonly<Record<string, ShapeModel>>;
}

/** Members are names of shapes. */
export interface OperationModel {
  readonly input: string;
  /** Absent: the answer has an empty body. */
  readonly output?: string;
  readonly errors: readonly string[];
}

/** `min` and `max` bound a number's value, or the length of a string, list or map. */
export interface ShapeModel {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
}

// A view, not a copy: the literal type of the JSON knows each shape by name, this one any shape.
export const model: ServiceModel = json;

/** A shape of the model; the model holds every shape that it names. */
export function shape(name: string): ShapeModel {
  const found = model.shapes[name];
  if (found === undefined) throw new RangeError(`the model has no shape ${name}`);
  return found;
}
