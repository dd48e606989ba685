import type { OperationModel, ServiceModel, ShapeModel } from "../../src/sandbox/model/model.ts";
import { type ServiceDescription, type ShapeDescription, shapeOf } from "./service-description.ts";

/** The constraints of the operations that the sandbox serves, and of every shape they reach: nothing else. */
export function compactModel(service: ServiceDescription, modelSha256: string, isServed: (operation: string) => boolean): ServiceModel {
  const names = Object.keys(service.operations).filter(isServed).toSorted();
  const operations = Object.fromEntries(names.map((name) => [name, compactOperation(service, name)]));
  const shapes: Record<string, ShapeModel> = {};
  for (const { input, output, errors } of Object.values(operations)) {
    for (const shape of [input, ...(output === undefined ? [] : [output]), ...errors]) reach(service, shape, shapes);
  }
  return {
    service: service.metadata.targetPrefix ?? service.metadata.serviceId,
    apiVersion: service.metadata.apiVersion,
    modelSha256,
    operations,
    shapes: Object.fromEntries(Object.entries(shapes).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function compactOperation(service: ServiceDescription, name: string): OperationModel {
  const operation = service.operations[name];
  if (operation?.input === undefined) throw new RangeError(`the service model has no input for ${name}`);
  const { http } = operation;
  return {
    ...(http === undefined || !isRest(service) ? {} : { http: { method: http.method, uri: http.requestUri } }),
    input: operation.input.shape,
    ...(operation.output === undefined ? {} : { output: operation.output.shape }),
    errors: (operation.errors ?? []).map((error) => error.shape),
  };
}

function reach(service: ServiceDescription, name: string, into: Record<string, ShapeModel>): void {
  if (name in into) return;
  const shape = { ...compactShape(shapeOf(service, name)), ...(isRest(service) ? overRest(shapeOf(service, name)) : {}) };
  into[name] = shape;
  const next = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
  for (const reached of next) if (reached !== undefined) reach(service, reached, into);
}

function compactShape(shape: ShapeDescription): ShapeModel {
  const names = namesOf(shape);
  return {
    type: shape.type,
    ...(shape.required === undefined ? {} : { required: shape.required }),
    ...(shape.members === undefined
      ? {}
      : { members: Object.fromEntries(Object.entries(shape.members).map(([name, { shape }]) => [name, shape])) }),
    ...(Object.keys(names).length === 0 ? {} : { names }),
    ...(shape.member === undefined ? {} : { member: shape.member.shape }),
    ...(shape.member?.locationName === undefined ? {} : { item: shape.member.locationName }),
    ...(shape.key === undefined ? {} : { key: shape.key.shape }),
    ...(shape.value === undefined ? {} : { value: shape.value.shape }),
    ...(shape.enum === undefined ? {} : { enum: shape.enum }),
    ...(shape.pattern === undefined ? {} : { pattern: readable(shape.pattern) }),
    ...(shape.min === undefined ? {} : { min: shape.min }),
    ...(shape.max === undefined ? {} : { max: shape.max }),
  };
}

function isRest({ metadata }: ServiceDescription): boolean {
  return metadata.protocol.startsWith("rest-");
}

/** What REST writes elsewhere than in the body: members, and which error it is. */
function overRest({ members = {}, error }: ShapeDescription): Pick<ShapeModel, "locations" | "status"> {
  const locations = Object.entries(members).flatMap(([member, { location }]) =>
    location === undefined ? [] : [[member, location] as const],
  );
  return {
    ...(locations.length === 0 ? {} : { locations: Object.fromEntries(locations) }),
    ...(error?.httpStatusCode === undefined ? {} : { status: error.httpStatusCode }),
  };
}

/**
 * This engine does not let a lookahead be repeated, which says nothing more than to look once, and has no escape for a hyphen outside of
 * brackets.
 */
function readable(pattern: string): string {
  return pattern
    .replaceAll(/(\(\?!(?:\\.|[^\\()])*\))\+/g, "$1")
    .replaceAll(/\[(?:\\.|[^\]])*\]|\\-/g, (part) => (part === "\\-" ? "-" : part));
}

/** The members that are called otherwise on the wire. */
function namesOf({ members = {} }: ShapeDescription): Record<string, string> {
  return Object.fromEntries(
    Object.entries(members).flatMap(([member, { locationName }]) =>
      locationName === undefined || locationName === member ? [] : [[member, locationName]],
    ),
  );
}
