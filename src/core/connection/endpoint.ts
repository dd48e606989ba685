import { type StudioctlError, usageError } from "../errors.ts";

/** An address without the user name and password that it may contain. */
export function withoutUserInfo(address: string): string {
  return address.replace(/^([a-z][a-z\d+.-]*:)?\/\/[^/?#\s]*@/i, "$1//");
}

/**
 * Why an address cannot be used for calls: it contains a user name and password. Calls do not use them (they are signed), but process
 * lists, logs and state files would show them. `name` is the flag or variable that sets it.
 */
export function endpointFault(address: string, name: string): StudioctlError | undefined {
  if (withoutUserInfo(address) === address) return undefined;
  return usageError(`${name} holds a user name or a password`, {
    why: "calls to AWS are signed and need neither; the address is visible in process lists and logs",
    fix: `${name}${name.startsWith("--") ? " " : "="}${withoutUserInfo(address)}`,
  });
}

/** Whether calls to an address leave this machine unencrypted. */
export function isPlainRemote(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === "http:" && !isLoopback(url.hostname);
}

/** Whether a host name, as a URL has it, is this machine's own. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|.*\.localhost|127\..*|\[::1\])$/i.test(hostname);
}
