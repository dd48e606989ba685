import { type ServiceModel, shape, type ShapeModel } from "../model/model.ts";

/** An element around markup. */
export function element(name: string, markup: string, namespace?: string): string {
  const attribute = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return `<${name}${attribute}>${markup}</${name}>`;
}

/** An element around a text. */
export function leaf(name: string, text: string): string {
  return element(name, escape(text));
}

/** A record as markup: only the members that the shape has, timestamps (epoch milliseconds) as ISO 8601. */
export function xmlOf(model: ServiceModel, shapeName: string, value: unknown): string {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return structure(model, known, Object(value));
    case "list":
      return list(model, known, value);
    case "timestamp":
      return new Date(Number(value)).toISOString();
    default:
      return escape(String(value));
  }
}

function structure(model: ServiceModel, { members = {}, names }: ShapeModel, value: Record<string, unknown>): string {
  return Object.entries(members)
    .filter(([member]) => value[member] !== undefined)
    .map(([member, shapeName]) => element(names?.[member] ?? member, xmlOf(model, shapeName, value[member])))
    .join("");
}

function list(model: ServiceModel, { member = "", item = "member" }: ShapeModel, value: unknown): string {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.map((each) => element(item, xmlOf(model, member, each))).join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

/** XML has no way at all to write other control characters. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>\r]/g, (character) => entities[character] ?? character)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
