import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { home, named } from "../../home.ts";
import type { Operation } from "../../operation.ts";
import type { LayerHost, LayerRequest, SandboxClock, StateStore } from "../../ports.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import { imagesOf, type RepositoryInput, requireRepository } from "./repositories.ts";

interface GetDownloadUrlForLayerInput extends RepositoryInput {
  readonly layerDigest: string;
}

/** Texts of both errors are inferred; the sandbox has no data of layers. */
export const getDownloadUrlForLayer: Operation<GetDownloadUrlForLayerInput> = (input, { state, presignLayer }) => {
  const { repositoryName, layerDigest } = input;
  const manifests = imagesOf(requireRepository(state, input)).map(({ manifest }) => manifest);
  const isIn = (blobs: readonly string[]): boolean => blobs.includes(layerDigest);
  if (manifests.some(({ configs }) => isIn(configs.map(({ digest }) => digest)))) {
    return { downloadUrl: presignLayer({ repositoryName, layerDigest }), layerDigest };
  }
  if (manifests.some(({ layers }) => isIn(layers))) {
    throw new ServiceError("LayerInaccessibleException", `The sandbox has no data of the layer with digest '${layerDigest}'`);
  }
  throw new ServiceError(
    "LayersNotFoundException",
    `The layer with digest '${layerDigest}' does not exist within the repository with name '${repositoryName}' in the registry with id '${home.account}'`,
  );
};

/*
 * Imitates the store behind GetDownloadUrlForLayer: a URL carries its expiry and a signature in its query and needs
 * nothing else (S3 API: query string authentication). A restart of the sandbox invalidates old URLs.
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
