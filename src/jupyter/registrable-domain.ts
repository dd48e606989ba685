import { isIP } from "node:net";

/**
 * Stands in for tldts, the public suffix list of tough-cookie (280 kB), in the build and in tests: the last two labels of a
 * host name, null for an address or a single label. The list keeps a cookie of `a.co.uk` from `b.co.uk`; here each host has a
 * jar of its own (`createCookies`), so that a cookie never leaves the host that set it, whatever its Domain says.
 */
export function getDomain(host: string): string | null {
  const labels = host.split(".");
  return isIP(host) !== 0 || labels.length < 2 ? null : labels.slice(-2).join(".");
}
