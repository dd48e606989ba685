import { shape, type ShapeModel } from "../model/model.ts";

/**
 * A record as the service tells it: only the members that the answer's shape has, so that a record may
 * hold more than one answer shows; epoch milliseconds become epoch seconds with a fraction (FACTS 10).
 */
export function serialize(shapeName: string, value: unknown): unknown {
  const model = shape(shapeName);
  switch (model.type) {
    case "structure":
      return structure(model, Object(value));
    case "list":
      return list(model, value);
    case "timestamp":
      return Number(value) / 1000;
    default:
      return value;
  }
}

function structure(model: ShapeModel, value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(model.members ?? {})
      .filter(([member]) => value[member] !== undefined)
      .map(([member, shapeName]) => [member, serialize(shapeName, value[member])]),
  );
}

function list(model: ShapeModel, value: unknown): unknown[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.map((item) => serialize(model.member ?? "", item));
}
