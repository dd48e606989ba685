import { type ServiceModel, shape, type ShapeModel } from "../model/model.ts";
import type { Answer, Protocol } from "./protocol.ts";
import { ServiceError } from "./service-error.ts";

/** AWS JSON, of the version that its content type names. */
export function jsonProtocol(version: "1.0" | "1.1"): Protocol {
  const json = (status: number, body: string): Answer => ({ status, contentType: `application/x-amz-json-${version}`, body });
  return {
    form: "json",
    unknown: "UnknownOperationException",

    readInput: (model, { input }, { body }) => deserialize(model, input, parseBody(body)),

    /** Operations without an output answer an empty body (service-facts: The wire). */
    answer(model, operation, output) {
      const shape = model.operations[operation]?.output;
      return json(200, shape === undefined ? "" : JSON.stringify(serialize(model, shape, output)));
    },

    /** An error of the model spells its member as the model does, others `message` (service-facts: Errors). */
    error({ code, message, status }, _requestId, model) {
      const members = Object.keys(model?.shapes[code]?.members ?? {});
      return json(status, JSON.stringify({ __type: code, [members.includes("Message") ? "Message" : "message"]: message }));
    },
  };
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body === "" ? "{}" : body);
  } catch {
    throw new ServiceError("SerializationException", "The request body is not JSON.");
  }
}

/**
 * A JSON value as the service reads it: members that the model does not know and nulls are dropped
 * silently, timestamps become epoch milliseconds, a value of the wrong type is a SerializationException.
 */
export function deserialize(model: ServiceModel, shapeName: string, value: unknown): unknown {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return readStructure(model, known, value);
    case "list":
      return readList(model, known, value);
    case "map":
      return map(model, known, value);
    case "timestamp":
      return timestamp(value);
    case "integer":
    case "long":
      return number(value);
    default:
      return scalar(known.type, value);
  }
}

function readStructure(model: ServiceModel, { members = {} }: ShapeModel, value: unknown): Record<string, unknown> {
  const given = object(value);
  const known: Record<string, unknown> = {};
  for (const [member, shapeName] of Object.entries(members)) {
    if (!isAbsent(given[member])) known[member] = deserialize(model, shapeName, given[member]);
  }
  return known;
}

function readList(model: ServiceModel, { member = "" }: ShapeModel, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw serialization("Expected list or null");
  return value.filter((item) => !isAbsent(item)).map((item) => deserialize(model, member, item));
}

function map(model: ServiceModel, { value: of = "" }: ShapeModel, value: unknown): Record<string, unknown> {
  const entries = Object.entries(object(value)).filter(([, item]) => !isAbsent(item));
  return Object.fromEntries(entries.map(([key, item]) => [key, deserialize(model, of, item)]));
}

function timestamp(value: unknown): number {
  if (typeof value === "number") return Math.round(value * 1000);
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(parsed)) throw serialization("Expected timestamp in epoch seconds");
  return parsed;
}

function number(value: unknown): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw serialization(`${jsonType(value)} can not be converted to an Integer`);
}

function scalar(type: string, value: unknown): unknown {
  if (typeof value === type) return value;
  throw serialization(`${jsonType(value)} can not be converted to a ${type === "string" ? "String" : "Boolean"}`);
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.fromEntries(Object.entries(value));
  throw serialization("Expected map or structure");
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined;
}

function jsonType(value: unknown): string {
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  if (typeof value === "number") return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
  return typeof value === "string" ? "STRING_VALUE" : "COLLECTION_VALUE";
}

function serialization(message: string): ServiceError {
  return new ServiceError("SerializationException", message);
}

/**
 * A record as a response: only the members of the response's shape, so that a record may have more members; epoch milliseconds become epoch
 * seconds with a fraction (service-facts: The wire).
 */
export function serialize(model: ServiceModel, shapeName: string, value: unknown): unknown {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return writeStructure(model, known, Object(value));
    case "list":
      return writeList(model, known, value);
    case "timestamp":
      return Number(value) / 1000;
    default:
      return value;
  }
}

function writeStructure(model: ServiceModel, { members = {} }: ShapeModel, value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(members)
      .filter(([member]) => value[member] !== undefined)
      .map(([member, shapeName]) => [member, serialize(model, shapeName, value[member])]),
  );
}

function writeList(model: ServiceModel, { member = "" }: ShapeModel, value: unknown): unknown[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.map((item) => serialize(model, member, item));
}
