import { type ServiceModel, shape, type ShapeModel } from "../model/model.ts";

/**
 * A record as the service tells it: only the members that the answer's shape has, so that a record may
 * hold more than one answer shows; epoch milliseconds become epoch seconds with a fraction (service-facts: The wire).
 */
export function serialize(model: ServiceModel, shapeName: string, value: unknown): unknown {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return structure(model, known, Object(value));
    case "list":
      return list(model, known, value);
    case "timestamp":
      return Number(value) / 1000;
    default:
      return value;
  }
}

function structure(model: ServiceModel, { members = {} }: ShapeModel, value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([member]) => value[member] !== undefined)
      .map(([member, shapeName]) => [member, serialize(model, shapeName, value[member])]),
  );
}

function list(model: ServiceModel, { member = "" }: ShapeModel, value: unknown): unknown[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.map((item) => serialize(model, member, item));
}
