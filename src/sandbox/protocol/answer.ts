import type { JsonService } from "./json-service.ts";
import { serialize } from "./serialize.ts";
import type { ServiceError } from "./service-error.ts";

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** An answer in JSON; operations without an output answer an empty body (FACTS 10). */
export function jsonAnswer({ model, jsonVersion }: JsonService, operation: string, output: object | undefined): Answer {
  const shape = model.operations[operation]?.output;
  return json(200, jsonVersion, shape === undefined ? "" : JSON.stringify(serialize(model, shape, output)));
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

/** An error as a JSON service tells it; one of the model spells its member as the model does, others `message` (FACTS 3). */
export function jsonError(service: JsonService | undefined, { code, message, status }: ServiceError): Answer {
  const members = Object.keys(service?.model.shapes[code]?.members ?? {});
  return json(status, service?.jsonVersion ?? "1.1", JSON.stringify({ __type: code, [members.includes("Message") ? "Message" : "message"]: message }));
}

/** An error in query XML. */
export function queryError({ code, message, status }: ServiceError, requestId: string): Answer {
  const type = status < 500 ? "Sender" : "Receiver";
  return xml(
    status,
    `<ErrorResponse ${namespace}><Error><Type>${type}</Type><Code>${escape(code)}</Code>` +
      `<Message>${escape(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  );
}

const namespace = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';

function json(status: number, version: JsonService["jsonVersion"], body: string): Answer {
  return { status, contentType: `application/x-amz-json-${version}`, body };
}

function xml(status: number, body: string): Answer {
  return { status, contentType: "text/xml", body };
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
