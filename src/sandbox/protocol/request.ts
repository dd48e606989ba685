import type { IncomingMessage } from "node:http";
import { home } from "../services/sagemaker/arns.ts";

/** A request to the control plane, as far as it can be read without knowing the operation. */
export interface ControlPlaneRequest {
  /** SageMaker speaks JSON 1.1, STS the query protocol (FACTS 10). */
  readonly protocol: "json" | "query";
  /** With its service: `SageMaker.ListApps`, `STS.GetCallerIdentity`. */
  readonly target: string;
  readonly operation: string;
  readonly body: string;
  /** Of the signature's credential scope. */
  readonly region: string;
}

/** Whether a request is the control plane's: a POST to the root. Everything else is the Jupyter servers'. */
export function isControlPlane(request: IncomingMessage): boolean {
  return request.method === "POST" && (request.url === "/" || request.url === "");
}

export async function readRequest(request: IncomingMessage): Promise<ControlPlaneRequest> {
  const body = await readBody(request);
  const region = regionOf(request.headers.authorization);
  if (request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true) {
    const operation = new URLSearchParams(body).get("Action") ?? "";
    return { protocol: "query", target: `STS.${operation}`, operation, body, region };
  }
  const target = String(request.headers["x-amz-target"] ?? "");
  return { protocol: "json", target, operation: target.split(".").at(-1) ?? "", body, region };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  request.setEncoding("utf8");
  for await (const chunk of request) body += chunk;
  return body;
}

/** An unsigned request, as a person tries with curl, is taken for one to the sandbox's own Region. */
function regionOf(authorization: string | undefined): string {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(authorization ?? "")?.[1] ?? home.region;
}
