import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Credentials } from "../ports.ts";
import type { ControlPlaneRequest } from "./request.ts";
import { ServiceError } from "./service-error.ts";

/*
 * Checks requests as AWS does (IAM user guide, "Create a signed AWS API request", Signature Version 4). The codes of the refusals
 * are those of "Common errors" of the services: JSON and REST call them otherwise than forms do.
 */

/** How far the time of a request may be from the service's, milliseconds. */
const mostSkew = 15 * 60_000;

const algorithm = "AWS4-HMAC-SHA256";
const codes = {
  missing: { json: "MissingAuthenticationTokenException", query: "MissingAuthenticationToken" },
  unknownKey: { json: "UnrecognizedClientException", query: "InvalidClientTokenId" },
  wrong: { json: "InvalidSignatureException", query: "SignatureDoesNotMatch" },
} as const;
const texts = {
  missing: "Missing Authentication Token: this sandbox takes requests that are signed with the key that it printed at its start.",
  unknownKey: "The security token included in the request is invalid: this sandbox takes the key that it printed at its start.",
  wrong:
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.",
} as const;
type Reason = keyof typeof codes;

/** Why a request is not signed by these credentials; undefined if it is. `times` are the times of the clocks, either may match. */
export function signatureFault(
  { method = "", url = "/", headers }: Pick<IncomingMessage, "method" | "url" | "headers">,
  body: string,
  { accessKeyId, secretAccessKey }: Credentials,
  times: readonly number[],
): Reason | undefined {
  const authorization = headers.authorization ?? "";
  if (!authorization.startsWith(algorithm)) return "missing";
  const part = (name: string): string => new RegExp(`\\b${name}=([^,\\s]+)`).exec(authorization)?.[1] ?? "";
  const [key, ...scope] = part("Credential").split("/");
  const [day = "", region = "", service = "", end = ""] = scope;
  if (key !== accessKeyId) return "unknownKey";
  const signed = part("SignedHeaders").split(";");
  const date = String(headers["x-amz-date"] ?? "");
  if (!signed.includes("host") || !signed.includes("x-amz-date") || end !== "aws4_request" || !date.startsWith(day)) return "wrong";
  if (!times.some((now) => Math.abs(timeOf(date) - now) <= mostSkew)) return "wrong";
  const request = [
    method,
    ...canonicalUri(url),
    ...signed.map((name) => `${name}:${valueOf(headers[name])}`),
    "",
    signed.join(";"),
    sha256(body),
  ].join("\n");
  const toSign = [algorithm, date, scope.join("/"), sha256(request)].join("\n");
  const secret = [day, region, service, end].reduce<string | Buffer>((key, text) => hmac(key, text), `AWS4${secretAccessKey}`);
  const [expected, given] = [hmac(secret, toSign), Buffer.from(part("Signature"), "hex")];
  return expected.length === given.length && timingSafeEqual(expected, given) ? undefined : "wrong";
}

/** What a request of a session that has expired, or that was never issued, is answered. */
export function sessionError({ form }: ControlPlaneRequest, reason: "expired" | "forged"): ServiceError {
  const at = form === "query" ? "query" : "json";
  return reason === "expired"
    ? new ServiceError(
        { json: "ExpiredTokenException", query: "ExpiredToken" }[at],
        "The security token included in the request is expired",
        403,
      )
    : new ServiceError(codes.unknownKey[at], "The security token included in the request is invalid.", 403);
}

/** What a request that is not signed by these credentials is answered; undefined for one that is. */
export function unsignedError(
  request: IncomingMessage,
  { form, body }: ControlPlaneRequest,
  credentials: Credentials,
  times: readonly number[],
): ServiceError | undefined {
  const reason = signatureFault(request, body, credentials, times);
  return reason && new ServiceError(codes[reason][form === "query" ? "query" : "json"], texts[reason], 403);
}

/** The path, encoded once more, and the sorted query. */
function canonicalUri(url: string): readonly [path: string, query: string] {
  const [path = "/", query = ""] = url.split(/\?(.*)/s);
  const pairs = query.split("&").filter((pair) => pair !== "");
  const encoded = pairs.map((pair) => (pair.includes("=") ? pair : `${pair}=`));
  return [path.split("/").map(encodeStrictly).join("/"), encoded.toSorted((a, b) => (a < b ? -1 : 1)).join("&")];
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

function valueOf(header: string | readonly string[] | undefined): string {
  return String(header ?? "")
    .trim()
    .replaceAll(/ +/g, " ");
}

/** `20260102T030405Z` in epoch milliseconds; NaN for what is not a time. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
