import type { Answer } from "./answer.ts";
import { deserialize } from "./deserialize.ts";
import { serialize } from "./serialize.ts";
import type { Protocol } from "./service.ts";
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
