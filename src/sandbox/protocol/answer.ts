import { model } from "../model/model.ts";
import type { ControlPlaneRequest } from "./request.ts";
import { serialize } from "./serialize.ts";
import type { ServiceError } from "./service-error.ts";

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** A JSON 1.1 answer; operations without an output answer an empty body (FACTS 10). */
export function jsonAnswer(operation: string, output: object | undefined): Answer {
  const shape = model.operations[operation]?.output;
  return json(200, shape === undefined ? "" : JSON.stringify(serialize(shape, output)));
}

/** An STS answer in query XML. */
export function queryAnswer(operation: string, members: Readonly<Record<string, string>>, requestId: string): Answer {
  const result = Object.entries(members).map(([name, value]) => `<${name}>${escape(value)}</${name}>`).join("");
  return xml(
    200,
    `<${operation}Response ${namespace}><${operation}Result>${result}</${operation}Result>` +
      `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${operation}Response>`,
  );
}

export function errorAnswer(protocol: ControlPlaneRequest["protocol"], error: ServiceError, requestId: string): Answer {
  const { code, message, status } = error;
  if (protocol === "json") {
    // Errors of the model spell their member `Message`, those that every service has `message` (FACTS 3).
    return json(status, JSON.stringify({ __type: code, [code in model.shapes ? "Message" : "message"]: message }));
  }
  const type = status < 500 ? "Sender" : "Receiver";
  return xml(
    status,
    `<ErrorResponse ${namespace}><Error><Type>${type}</Type><Code>${escape(code)}</Code>` +
      `<Message>${escape(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
}

const namespace = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

function json(status: number, body: string): Answer {
  return { status, contentType: "application/x-amz-json-1.1", body };
}

function xml(status: number, body: string): Answer {
  return { status, contentType: "text/xml", body };
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
