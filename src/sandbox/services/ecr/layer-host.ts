import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { named } from "../../home.ts";
import type { LayerHost, LayerRequest, SandboxClock, StateStore } from "../../ports.ts";
import { imagesOf } from "./repositories.ts";

/*
 * Imitates the store behind GetDownloadUrlForLayer: a URL carries its expiry and a signature in its query and needs
 * nothing else (S3 API: query string authentication). A restart of the sandbox makes old URLs void.
 */

const folder = "/layers/";
/** How long a URL is valid: an hour (inferred). */
const validMs = 3_600_000;

export function createLayerHost({ store, clock }: { readonly store: StateStore; readonly clock: SandboxClock }): LayerHost {
  const key = randomBytes(32);
  const signature = (path: string, expires: string): string => createHmac("sha256", key).update(`${path} ${expires}`).digest("hex");

  async function textOf({ repositoryName, layerDigest }: LayerRequest): Promise<string | undefined> {
    const repository = named((await store.read()).ecr.repositories, repositoryName);
    const configs = repository === undefined ? [] : imagesOf(repository).flatMap(({ manifest }) => manifest.configs);
    return configs.find(({ digest }) => digest === layerDigest)?.text;
  }

  return {
    serves: ({ url }: IncomingMessage) => url?.startsWith(folder) === true,
    presign(origin, { repositoryName, layerDigest }) {
      const path = `${folder}${repositoryName}/${layerDigest}`;
      const expires = String(clock.now() + validMs);
      return `${origin}${path}?Expires=${expires}&Signature=${signature(path, expires)}`;
    },
    async handle(request, response) {
      const { pathname, searchParams } = new URL(request.url ?? "/", "http://sandbox.invalid");
      const expires = searchParams.get("Expires") ?? "";
      if (request.method !== "GET")
        return refuse(response, 405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
      if (!isSame(searchParams.get("Signature") ?? "", signature(pathname, expires)))
        return refuse(response, 403, "SignatureDoesNotMatch", "The request signature does not match.");
      if (clock.now() >= Number(expires)) return refuse(response, 403, "AccessDenied", "Request has expired");
      const [, repositoryName = "", layerDigest = ""] = /^(.+)\/([^/]+)$/.exec(pathname.slice(folder.length)) ?? [];
      const text = await textOf({ repositoryName, layerDigest });
      if (text === undefined) return refuse(response, 404, "NoSuchKey", "The specified key does not exist.");
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": Buffer.byteLength(text) }).end(text);
    },
  };
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  response.writeHead(status, { "content-type": "application/xml" }).end(body);
}
