import { type ServiceModel, shape, type ShapeModel } from "../model/model.ts";
import { ServiceError } from "./service-error.ts";

/**
 * Refuses an input that breaks a constraint of the model, with the service's text; one response lists every broken constraint. The input is
 * one that `deserialize` read; services differ in the error's code.
 */
export function validate(model: ServiceModel, shapeName: string, input: unknown, code = "ValidationException"): void {
  const found = violations(model, shapeName, input, "");
  if (found.length === 0) return;
  const heading = `${found.length} validation error${found.length === 1 ? "" : "s"} detected: `;
  throw new ServiceError(code, heading + found.join("; "));
}

function violations(model: ServiceModel, shapeName: string, value: unknown, path: string): string[] {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return inStructure(model, known, Object(value), path);
    case "list":
      return [...sizeViolations(known, value, path), ...inList(model, known, value, path)];
    case "map":
      return [...sizeViolations(known, value, path), ...inMap(model, known, Object(value), path)];
    case "string":
      return [...sizeViolations(known, value, path), ...textViolations(known, String(value), path)];
    default:
      return sizeViolations(known, value, path);
  }
}

function inStructure(model: ServiceModel, { members = {}, required }: ShapeModel, value: Record<string, unknown>, path: string): string[] {
  return Object.entries(members).flatMap(([member, shapeName]) => {
    const at = below(path, member.charAt(0).toLowerCase() + member.slice(1));
    if (value[member] !== undefined) return violations(model, shapeName, value[member], at);
    return required?.includes(member) === true ? [`Value null at '${at}' failed to satisfy constraint: Member must not be null`] : [];
  });
}

function inList(model: ServiceModel, { member = "" }: ShapeModel, value: unknown, path: string): string[] {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.flatMap((item, index) => violations(model, member, item, `${path}.${index + 1}.member`));
}

function inMap(
  model: ServiceModel,
  { key: keys = "", value: values = "" }: ShapeModel,
  value: Record<string, unknown>,
  path: string,
): string[] {
  return Object.entries(value).flatMap(([key, item]) => [
    ...violations(model, keys, key, `${path}.${key}.key`),
    ...violations(model, values, item, `${path}.${key}.member`),
  ]);
}

function sizeViolations(model: ShapeModel, value: unknown, path: string): string[] {
  const isNumber = typeof value === "number";
  const size = isNumber ? value : sizeOf(value);
  const measure = isNumber ? "value" : "length";
  if (model.min !== undefined && size < model.min) {
    return [failure(value, path, `Member must have ${measure} greater than or equal to ${model.min}`)];
  }
  if (model.max !== undefined && size > model.max) {
    return [failure(value, path, `Member must have ${measure} less than or equal to ${model.max}`)];
  }
  return [];
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  return Array.isArray(value) ? value.length : Object.keys(Object(value)).length;
}

function textViolations(model: ShapeModel, value: string, path: string): string[] {
  if (model.enum !== undefined && !model.enum.includes(value)) {
    return [failure(value, path, `Member must satisfy enum value set: [${model.enum.join(", ")}]`)];
  }
  if (model.pattern !== undefined && !wholeText(model.pattern).test(value)) {
    return [failure(value, path, `Member must satisfy regular expression pattern: ${model.pattern}`)];
  }
  return [];
}

/** The service matches the whole value, whether or not the pattern is anchored. */
function wholeText(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}

function failure(value: unknown, path: string, constraint: string): string {
  return `Value '${shown(value)}' at '${path}' failed to satisfy constraint: ${constraint}`;
}

/** Lists and maps as the service prints them. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(", ")}]`;
  if (typeof value !== "object" || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${shown(item)}`)
    .join(", ")}}`;
}

function below(path: string, member: string): string {
  return path === "" ? member : `${path}.${member}`;
}
