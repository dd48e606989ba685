import type { IncomingMessage } from "node:http";
import { home } from "../home.ts";
import { restRoute } from "./rest.ts";

/** A request to the control plane, as far as it can be read without knowing the operation. */
export interface ControlPlaneRequest {
  /**
   * The service is identified by the target of a JSON request (`SageMaker.ListApps`), by the API version of a form, and by
   * that at the beginning of a path (service-facts: The wire).
   */
  readonly form: "json" | "query" | "rest";
  /** The prefix of the operation: `SageMaker`; of a form or a path the version, `2011-06-15`. */
  readonly service: string;
  readonly operation: string;
  readonly body: string;
  /** Path and query. */
  readonly uri: string;
  /** The Region of the signature's credential scope. */
  readonly region: string;
  /** Of temporary credentials; empty without one. */
  readonly sessionToken: string;
  readonly userAgent: string;
}

/** Whether a request is the control plane's: a POST to the root, or a path of a REST service. Everything else is the Jupyter servers'. */
export function isControlPlane(request: IncomingMessage): boolean {
  const { method = "", url: uri = "" } = request;
  return (method === "POST" && (uri === "/" || uri === "")) || restRoute(method, uri) !== undefined;
}

export async function readRequest(request: IncomingMessage): Promise<ControlPlaneRequest> {
  const body = await readBody(request);
  const region = regionOf(request.headers.authorization);
  const sessionToken = String(request.headers["x-amz-security-token"] ?? "");
  const userAgent = request.headers["user-agent"] ?? "";
  const { method = "", url: uri = "" } = request;
  const route = restRoute(method, uri);
  if (route !== undefined) return { form: "rest", ...route, body, uri, region, sessionToken, userAgent };
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) {
    const fields = new URLSearchParams(body);
    return {
      form: "query",
      service: fields.get("Version") ?? "",
      operation: fields.get("Action") ?? "",
      body,
      uri,
      region,
      sessionToken,
      userAgent,
    };
  }
  const [service = "", operation = ""] = String(request.headers["x-amz-target"] ?? "").split(/\.(?=[^.]*$)/);
  return { form: "json", service, operation, body, uri, region, sessionToken, userAgent };
}

/** Many times what the largest request of these services has: lifecycle configs, of 16 KiB. */
export const mostBodyBytes = 1_024 * 1_024;

/** A request with a larger body, of which no more is read. */
export class BodyTooLarge extends Error {}

/** Throws BodyTooLarge. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const part = Buffer.from(chunk);
    bytes += part.length;
    if (bytes > mostBodyBytes) throw new BodyTooLarge();
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** An unsigned request, as from curl, is for the sandbox's own Region. */
function regionOf(authorization: string | undefined): string {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization ?? "")?.[1] ?? home.region;
}
