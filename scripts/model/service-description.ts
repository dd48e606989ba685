/** The part of botocore's `service-2.json` that is read here. */
export interface ServiceDescription {
  readonly metadata: {
    readonly apiVersion: string;
    readonly protocol: string;
    readonly serviceId: string;
    /** Of JSON services: the prefix of `X-Amz-Target`. */
    readonly targetPrefix?: string;
  };
  readonly operations: Readonly<Record<string, OperationDescription>>;
  readonly shapes: Readonly<Record<string, ShapeDescription>>;
}

export interface OperationDescription {
  readonly http?: { readonly method: string; readonly requestUri: string };
  readonly input?: ShapeReference;
  readonly output?: ShapeReference;
  readonly errors?: readonly ShapeReference[];
}

export interface ShapeDescription {
  readonly type: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, ShapeReference>>;
  readonly member?: ShapeReference;
  readonly key?: ShapeReference;
  readonly value?: ShapeReference;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly min?: number;
  readonly max?: number;
  readonly error?: { readonly httpStatusCode?: number };
}

interface ShapeReference {
  readonly shape: string;
  /** Its name in XML, in forms and in URLs. */
  readonly locationName?: string;
  /** Of REST, what is not in the body: `uri`, `querystring`, `header`. */
  readonly location?: string;
}

/** A shape of the description. Throws if the model does not have it, since then a rule here is out of date. */
export function shapeOf(service: ServiceDescription, name: string): ShapeDescription {
  const shape = service.shapes[name];
  if (shape === undefined) throw new RangeError(`the service model has no shape ${name}`);
  return shape;
}
