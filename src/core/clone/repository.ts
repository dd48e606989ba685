import { usageError } from "../errors.ts";

/** The transports that git may use. None of them runs a command from the URL (gitremote-helpers, git-remote-ext). */
export const allowedTransports = ["https", "http", "ssh", "git", "file", "codecommit"] as const;

/**
 * Throws a usage error for a URL that git would read as a flag, for a transport that runs commands, and for a URL that contains a secret:
 * it would be visible in the process lists of both machines, and git keeps it in the repository's configuration.
 */
export function checkRepositoryUrl(url: string): void {
  if (url.startsWith("-")) throw usageError(`"${url}" is not the URL of a repository`, { fix: "https://HOST/OWNER/REPOSITORY.git" });
  if (/\p{Cc}/u.test(url)) throw usageError("the URL of the repository holds control characters");
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/|:)/.exec(url)?.[1]?.toLowerCase();
  if (scheme !== undefined && !allowedTransports.some((allowed) => allowed === scheme)) {
    throw usageError(`repositories cannot be cloned by ${scheme}`, { fix: `one of ${allowedTransports.join(", ")}` });
  }
  if (/^[A-Za-z+.-]+::?\/\/+[^/]*@/.test(url) && scheme !== "ssh" && scheme !== "codecommit") throw holdsSecret();
  if (scheme === "ssh" && /^ssh:\/\/[^/@]*:[^/@]*@/i.test(url)) throw holdsSecret();
  if (/^https?:/i.test(url) && url.includes("?")) throw holdsSecret();
}

function holdsSecret(): Error {
  return usageError("the URL of the repository holds a name, a password or a token", {
    why: "command arguments are visible in the process list, and git keeps the URL in the repository's configuration",
    fix: "leave it out of the URL, and store it in the app once: studioctl terminal TARGET -- git config --global credential.helper store",
  });
}

/** The folder that git would choose: the last part of the path, without `.git`. Empty if there is none. */
export function folderOfUrl(url: string): string {
  const path = url.replace(/[/\\]+$/, "").replace(/\/?\.git$/, "");
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf(":")) + 1);
}
