import type { ServiceModel, ShapeModel } from "../model/model.ts";
import type { Answer } from "./answer.ts";
import { type QueryStyle, readQuery } from "./read-query.ts";
import type { Protocol } from "./service.ts";
import { element, leaf, xmlOf } from "./xml.ts";

/* Requests are forms, answers XML. EC2 has a dialect of its own in both (service-facts: The wire). */

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
