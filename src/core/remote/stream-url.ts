import { isLoopback } from "../connection/endpoint.ts";
import { dnsSuffixes } from "../connection/regions.ts";
import { StudioctlError } from "../errors.ts";

/** The suffixes of dual-stack endpoints (AWS General Reference, service endpoints). */
const dualStackSuffixes = ["api.aws", "api.amazonwebservices.com.cn", "api.amazonwebservices.eu"];

/**
 * Why the address from StartSession must not be used: it is neither an encrypted address of AWS nor on this machine. The address is a
 * secret, so the error does not show it.
 */
export function streamUrlFault(address: string): StudioctlError | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === "wss:" && (isLoopback(url.hostname) || isAws(url.hostname))) return undefined;
  if (url?.protocol === "ws:" && isLoopback(url.hostname)) return undefined;
  const why =
    url?.protocol === "wss:"
      ? "the address of its stream is not one of AWS's"
      : "the address of its stream is not an encrypted WebSocket, wss://";
  return new StudioctlError("malformed", "the session cannot be opened", {
    why: `${why}; its token would be sent to that host`,
    fix: "check --endpoint-url and any proxy on the way",
  });
}

/** Whether an address carries its own signature, so that the request is not signed again (service-facts: Session Manager's data channel). */
export function isPresigned(address: string): boolean {
  return URL.canParse(address) && [...new URL(address).searchParams.keys()].some((name) => /^x-amz-/i.test(name));
}

function isAws(hostname: string): boolean {
  return [...dnsSuffixes, ...dualStackSuffixes].some((suffix) => hostname.endsWith(`.${suffix}`));
}
