import { type ServiceModel, shape, type ShapeModel } from "../model/model.ts";
import type { Answer, Protocol } from "./protocol.ts";
import { ServiceError } from "./service-error.ts";

/* Requests are forms, answers XML. EC2 has its own dialect of both (service-facts: The wire). */

const unknown = "InvalidAction";

const plainStyle: QueryStyle = {
  nameOf: wireName,
  itemPrefix: ({ item = "member" }) => item,
};

/** The query protocol: of IAM and STS. */
export const queryProtocol: Protocol = {
  form: "query",
  unknown,

  readInput: (model, { input }, { body }) => readQuery(model, input, body, plainStyle),

  answer(model, operation, output, requestId) {
    const shape = model.operations[operation]?.output;
    const result = shape === undefined ? "" : element(`${operation}Result`, xmlOf(model, shape, output));
    const metadata = element("ResponseMetadata", leaf("RequestId", requestId));
    return xml(200, element(`${operation}Response`, result + metadata, namespace(model, "https")));
  },

  error({ code, message, status }, requestId, model) {
    const type = leaf("Type", status < 500 ? "Sender" : "Receiver");
    const error = element("Error", type + leaf("Code", code) + leaf("Message", message));
    return xml(status, element("ErrorResponse", error + leaf("RequestId", requestId), namespace(model, "https")));
  },
};

/** Names begin with a capital, and lists are flat: `Filter.1.Value.2`. */
const ec2Style: QueryStyle = {
  nameOf(shape, member) {
    const name = wireName(shape, member);
    return name.charAt(0).toUpperCase() + name.slice(1);
  },
  itemPrefix: () => undefined,
};

/** The query protocol in the dialect of EC2. */
export const ec2Protocol: Protocol = {
  form: "query",
  unknown,

  readInput: (model, { input }, { body }) => readQuery(model, input, body, ec2Style),

  answer(model, operation, output, requestId) {
    const shape = model.operations[operation]?.output;
    const members = shape === undefined ? "" : xmlOf(model, shape, output);
    return xml(200, element(`${operation}Response`, leaf("requestId", requestId) + members, namespace(model, "http")));
  },

  error({ code, message, status }, requestId) {
    const errors = element("Errors", element("Error", leaf("Code", code) + leaf("Message", message)));
    return xml(status, element("Response", errors + leaf("RequestID", requestId)));
  },
};

function wireName({ names }: ShapeModel, member: string): string {
  return names?.[member] ?? member;
}

function namespace(model: ServiceModel | undefined, scheme: "http" | "https"): string | undefined {
  return model && `${scheme}://${model.service.toLowerCase()}.amazonaws.com/doc/${model.apiVersion}/`;
}

function xml(status: number, body: string): Answer {
  return { status, contentType: "text/xml", body };
}

/** How a dialect of the query protocol names the fields of a form. */
interface QueryStyle {
  nameOf(structure: ShapeModel, member: string): string;
  /** The text between a list's name and an item's number: `Tags.member.1`. Undefined: nothing. */
  itemPrefix(list: ShapeModel): string | undefined;
}

/** A field and the fields below it: `Filter.1.Name` is three deep. */
interface Field {
  value?: string;
  readonly below: Map<string, Field>;
}

/** Parses the members of an input from a form. Throws MalformedInput for a value of the wrong type. */
function readQuery(model: ServiceModel, shapeName: string, form: string, style: QueryStyle): unknown {
  const root: Field = { below: new Map() };
  for (const [name, value] of new URLSearchParams(form)) setMember(root, name.split("."), value);
  return read(model, shapeName, root, style);
}

function setMember(root: Field, path: readonly string[], value: string): void {
  let field = root;
  for (const name of path) {
    const next: Field = field.below.get(name) ?? { below: new Map() };
    field.below.set(name, next);
    field = next;
  }
  field.value = value;
}

function read(model: ServiceModel, shapeName: string, field: Field, style: QueryStyle): unknown {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return readStructure(model, known, field, style);
    case "list":
      return readList(model, known, field, style);
    case "integer":
      return integer(field.value ?? "");
    case "boolean":
      return truth(field.value ?? "");
    case "string":
      return field.value ?? "";
    default:
      throw new RangeError(`the query protocol here reads no ${known.type}`);
  }
}

function readStructure(model: ServiceModel, known: ShapeModel, { below }: Field, style: QueryStyle): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(known.members ?? {}).flatMap(([member, shapeName]) => {
      const field = below.get(style.nameOf(known, member));
      return field === undefined ? [] : [[member, read(model, shapeName, field, style)]];
    }),
  );
}

/** Items come in the order of their numbers; a list that is there without any is an empty one. */
function readList(model: ServiceModel, known: ShapeModel, field: Field, style: QueryStyle): unknown[] {
  const prefix = style.itemPrefix(known);
  const { below } = (prefix === undefined ? field : field.below.get(prefix)) ?? { below: new Map<string, Field>() };
  return [...below]
    .filter(([number]) => /^\d+$/.test(number))
    .toSorted(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => read(model, known.member ?? "", item, style));
}

function integer(text: string): number {
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new ServiceError("MalformedInput", `${text} is not an integer.`);
}

function truth(text: string): boolean {
  if (text === "true" || text === "false") return text === "true";
  throw new ServiceError("MalformedInput", `${text} is not a boolean.`);
}

/** An element around markup. */
function element(name: string, markup: string, namespace?: string): string {
  const attribute = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return `<${name}${attribute}>${markup}</${name}>`;
}

/** An element around a text. */
function leaf(name: string, text: string): string {
  return element(name, escape(text));
}

/** A record as markup: only the members that the shape has, timestamps (epoch milliseconds) as ISO 8601. */
function xmlOf(model: ServiceModel, shapeName: string, value: unknown): string {
  const known = shape(model, shapeName);
  switch (known.type) {
    case "structure":
      return writeStructure(model, known, Object(value));
    case "list":
      return writeList(model, known, value);
    case "timestamp":
      return new Date(Number(value)).toISOString();
    default:
      return escape(String(value));
  }
}

function writeStructure(model: ServiceModel, { members = {}, names }: ShapeModel, value: Record<string, unknown>): string {
  return Object.entries(members)
    .filter(([member]) => value[member] !== undefined)
    .map(([member, shapeName]) => element(names?.[member] ?? member, xmlOf(model, shapeName, value[member])))
    .join("");
}

function writeList(model: ServiceModel, { member = "", item = "member" }: ShapeModel, value: unknown): string {
  const items: unknown[] = Array.isArray(value) ? value : [];
  return items.map((each) => element(item, xmlOf(model, member, each))).join("");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };

/** XML cannot contain other control characters. */
function escape(text: string): string {
  return text
    .replaceAll(/[&<>\r]/g, (character) => entities[character] ?? character)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}
