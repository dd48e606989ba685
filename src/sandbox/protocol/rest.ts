import { type OperationModel, type ServiceModel, shape } from "../model/model.ts";
import type { Answer } from "./answer.ts";
import { pathLabels } from "./rest-route.ts";
import { serialize } from "./serialize.ts";
import type { Protocol } from "./service.ts";
import { ServiceError } from "./service-error.ts";

const unknown = "UnknownOperationException";

/**
 * REST with answers in JSON, as EFS speaks it: method and path tell the operation, the path's labels and the query its
 * input. An error's code is in a header too, its status the model's (service-facts: Home directories and The wire).
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
