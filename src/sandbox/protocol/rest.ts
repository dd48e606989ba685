import { unescape } from "node:querystring";
import { efsModel, type OperationModel, type ServiceModel, shape } from "../model/model.ts";
import { serialize } from "./json.ts";
import type { Answer, Protocol } from "./protocol.ts";
import { ServiceError } from "./service-error.ts";

/**
 * The services whose operations are identified by method and path: every path begins with their API version (service-facts: Home
 * directories).
 */
const models: readonly ServiceModel[] = [efsModel];

/** The service, by its version, and the operation that a request names; undefined if its path is not a service's. */
export function restRoute(method: string, uri: string): { readonly service: string; readonly operation: string } | undefined {
  const model = models.find(({ apiVersion }) => uri.startsWith(`/${apiVersion}/`));
  if (model === undefined) return undefined;
  const named = Object.entries(model.operations).find(([, { http }]) => http?.method === method && pathLabels(http.uri, uri) !== undefined);
  return { service: model.apiVersion, operation: named?.[0] ?? `${method} ${uri.split("?")[0]}` };
}

/** The values of the `{labels}` of an operation's path, decoded; undefined if the path is another. */
function pathLabels(template: string, uri: string): Readonly<Record<string, string>> | undefined {
  const names = template.split("/");
  const [path = ""] = uri.split("?");
  const texts = path.split("/");
  if (texts.length !== names.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, text] of texts.entries()) {
    const name = names[index];
    const label = /^\{(.+)\}$/.exec(name ?? "")?.[1];
    if (label === undefined ? text !== name : text === "") return undefined;
    // It leaves invalid escapes unchanged; decodeURIComponent would throw.
    if (label !== undefined) labels[label] = unescape(text);
  }
  return labels;
}

const unknown = "UnknownOperationException";

/**
 * REST with answers in JSON, as EFS speaks it: method and path identify the operation, the path's labels and the query contain its input.
 * An error's code is in a header too, its status the model's (service-facts: Home directories and The wire).
 */
export const restJsonProtocol: Protocol = {
  form: "rest",
  unknown,

  readInput: (model, operation, { uri }) => readUri(model, operation, uri),

  answer(model, operation, output) {
    const name = model.operations[operation]?.output;
    return json(200, name === undefined ? {} : serialize(model, name, output));
  },

  error(error, _requestId, model) {
    const { code, message } = error;
    const status = error.givenStatus ?? model?.shapes[code]?.status ?? (code === unknown ? 404 : error.status);
    return { ...json(status, { ErrorCode: code, Message: message }), headers: { "x-amzn-errortype": code } };
  },
};

function json(status: number, body: unknown): Answer {
  return { status, contentType: "application/json", body: JSON.stringify(body) };
}

function readUri(model: ServiceModel, { http, input }: OperationModel, uri: string): Record<string, unknown> {
  const { members = {}, names = {}, locations = {} } = shape(model, input);
  const labels = pathLabels(http?.uri ?? "", uri) ?? {};
  const query = new URLSearchParams(uri.split("?")[1]);
  return Object.fromEntries(
    Object.entries(members).flatMap(([member, shapeName]) => {
      const name = names[member] ?? member;
      const text = textAt(locations[member], name, labels, query);
      return text === undefined ? [] : [[member, read(name, shape(model, shapeName).type, text)]];
    }),
  );
}

function textAt(
  location: string | undefined,
  name: string,
  labels: Readonly<Record<string, string>>,
  query: URLSearchParams,
): string | undefined {
  if (location === "uri") return labels[name];
  if (location === "querystring") return query.get(name) ?? undefined;
  throw new RangeError(`REST here reads no ${location ?? "body"}`);
}

function read(name: string, type: string, text: string): string | number {
  if (type === "string") return text;
  if (type !== "integer") throw new RangeError(`REST here reads no ${type}`);
  if (/^-?\d{1,15}$/.test(text)) return Number(text);
  throw new ServiceError("BadRequest", `Value '${text}' of '${name}' is not an integer.`);
}
