import { StudioctlError } from "../../core/errors.ts";
import type { CallSite } from "./call.ts";
import { sdkError } from "./shape.ts";

/** What the SDK's credential chain throws before anything is sent. */
const providerErrors = new Set(["CredentialsProviderError", "TokenProviderError", "ProviderError"]);

/** What services answer to credentials that are no longer, or never were, valid. */
const refusals = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  // EC2's: of a wrong key, and of a clock that is off.
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

/** `no-credentials`, when the error says that there are none or that they are not valid. */
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
