import { StudioctlError } from "../../core/errors.ts";
import { connectionFailures, proxyPassword, unreachable } from "../../core/connection/failures.ts";
import { malformed } from "../responses.ts";
import { type CallDescription, type CallSite, sdkError } from "./shape.ts";

/** Hosts of FIPS and of dual-stack endpoints. */
const variantHost = /-fips\.|\.api\.aws$/;
const noVariant =
  "the service may have no such endpoint in this Region: unset AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT, or set them for other Regions only";

/** `unavailable`, if the connection failed before a response was complete. */
export function networkError(error: unknown, site: CallSite): StudioctlError | undefined {
  const { code, name, peer, proxy, message } = sdkError(error);
  const failure = connectionFailures.get(code ?? name) ?? connectionFailures.get(name);
  if (failure === undefined) return undefined;
  const [what, fix] = failure;
  const where = site.region === undefined ? site.service : `${site.service} in ${site.region}`;
  const detail = [...(peer === undefined ? [] : [peer]), ...(code === "PROXY_REFUSED" ? [message] : [])].join(", ");
  const why = `${what}${detail === "" ? "" : `: ${detail}`}${proxy === undefined ? "" : ` (the proxy of ${proxy})`}`;
  return new StudioctlError("unavailable", `cannot reach ${where}`, {
    why,
    fix: code === "ENOTFOUND" && variantHost.test(peer ?? "") ? noVariant : fix,
    cause: error,
  });
}

/** The others speak JSON (service-facts: The wire). */
const speakXml: ReadonlySet<string> = new Set(["EC2", "IAM", "STS"]);

/**
 * A response that could not be read: HTML, broken JSON, a member of another type. The cause is left out on purpose: it quotes the response,
 * which may contain a presigned URL (service-facts: The Jupyter server).
 */
export function answerError(error: unknown, call: CallDescription, site: CallSite): StudioctlError | undefined {
  const { answered, fault, status, requestId } = sdkError(error);
  if (!answered || fault !== undefined) return undefined;
  if (status === undefined || status < 400)
    return malformed(call.operation, `readable form (${speakXml.has(site.service) ? "XML" : "JSON"})`);
  if (status === 407) {
    return new StudioctlError("unavailable", `cannot reach ${site.service}`, {
      why: "the proxy requires a user name and a password",
      fix: proxyPassword.replace("HTTPS_PROXY", "HTTP_PROXY"),
    });
  }
  return new StudioctlError("unavailable", `${site.service} answered ${call.operation} with HTTP status ${status}`, {
    why: "the response is not in the form of the service: something else may answer at this address",
    fix: unreachable,
    requestId,
  });
}

const regions = "name one with --region, or AWS_REGION, or `aws configure set region NAME`";

/** `usage`, if the SDK rejects its configuration. */
export function configurationError(error: unknown): StudioctlError | undefined {
  const { message } = sdkError(error);
  if (message.startsWith("Region is missing")) {
    return new StudioctlError("usage", "no AWS Region given", {
      why: "neither --region, the environment nor the profile names one",
      fix: regions,
    });
  }
  const [, clash] = /^Invalid Configuration: (.*)$/.exec(message) ?? [];
  if (clash !== undefined) {
    return new StudioctlError("usage", `the endpoint cannot be chosen: ${clash}`, {
      fix: "unset AWS_USE_FIPS_ENDPOINT or AWS_USE_DUALSTACK_ENDPOINT, or name no endpoint",
    });
  }
  if (message.startsWith("Region not accepted")) {
    return new StudioctlError("usage", message.replace("Region not", "region not"), { fix: regions });
  }
  return undefined;
}

/** Errors of the SDK's credential chain before anything is sent. */
const providerErrors = new Set(["CredentialsProviderError", "TokenProviderError", "ProviderError"]);

/** Service errors for credentials that are not valid, or no longer valid. */
const refusals = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  // EC2's codes for a wrong key and a wrong clock.
  "AuthFailure",
  "RequestExpired",
  "UnrecognizedClientException",
  "InvalidClientTokenId",
  "InvalidAccessKeyId",
  "InvalidSignatureException",
  "SignatureDoesNotMatch",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
]);

/** `no-credentials`, if there are no credentials or they are not valid. */
export function credentialsError(error: unknown, site: CallSite): StudioctlError | undefined {
  const { name, message, requestId } = sdkError(error);
  if (providerErrors.has(name)) {
    return new StudioctlError("no-credentials", headline(message, site), {
      why: message,
      fix: remedy(message, site),
      cause: error,
    });
  }
  if (!refusals.has(name)) return undefined;
  const expired = name.startsWith("ExpiredToken") || message.includes("expired");
  return new StudioctlError("no-credentials", expired ? "the AWS credentials have expired" : "AWS does not accept the credentials", {
    why: `${message} (${site.service}${site.region === undefined ? "" : ` in ${site.region}`})`,
    fix: remedy(message, site),
    serviceCode: name,
    requestId,
    cause: error,
  });
}

function headline(message: string, { profile }: CallSite): string {
  if (/\bSSO\b|sso login/i.test(message)) return "the AWS SSO session has expired or was never started";
  return profile === undefined ? "no AWS credentials found" : `no AWS credentials found for profile "${profile}"`;
}

function remedy(message: string, { profile }: CallSite): string {
  const option = profile === undefined ? "" : ` --profile ${profile}`;
  if (/\bSSO\b|sso login/i.test(message)) return `run: aws sso login${option}`;
  if (/signature (expired|not yet current)/i.test(message)) return "set this machine's clock, then try again";
  return `run: aws sso login${option}, or: aws configure${option}; or try studioctl without an account: add --sandbox`;
}
