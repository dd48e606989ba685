import type { IncomingMessage } from "node:http";
import { home } from "../services/sagemaker/arns.ts";

/** A request to the control plane, as far as it can be read without knowing the operation. */
export interface ControlPlaneRequest {
  /** Services are told apart by the target of a JSON request (`SageMaker.ListApps`), and by the API version of a form (FACTS 10). */
  readonly form: "json" | "query";
  /** What stands before the operation: `SageMaker`; of a form the version, `2011-06-15`. */
  readonly service: string;
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
    const fields = new URLSearchParams(body);
    return { form: "query", service: fields.get("Version") ?? "", operation: fields.get("Action") ?? "", body, region };
  }
  const [service = "", operation = ""] = String(request.headers["x-amz-target"] ?? "").split(/\.(?=[^.]*$)/);
  return { form: "json", service, operation, body, region };
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
