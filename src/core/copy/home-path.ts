import { usageError } from "../errors.ts";

/**
 * A path as typed, relative to the home directory, in the form of the Jupyter server: segments joined by slashes, empty for the home
 * directory itself. Throws a usage error for an absolute path and for one with `..`, which could leave the home directory: the
 * server serves nothing outside of it (service-facts: Files of a Jupyter server).
 */
export function homePath(text: string): string {
  const path = text === "~" ? "" : text.replace(/^~\//, "");
  const fix = "give a path relative to the home directory, such as data/train.csv";
  if (path.startsWith("/")) {
    throw usageError(`"${text}" is an absolute path`, {
      why: "the Jupyter server reaches the home directory only",
      fix: `${fix}; or use --via ssh`,
    });
  }
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (segments.includes("..")) {
    throw usageError(`"${text}" holds ".."`, { why: "the Jupyter server serves nothing outside of the home directory", fix });
  }
  return segments.join("/");
}

/** A path as typed, in the form of sftp: relative to the home directory, or absolute; `~` is the home directory. */
export function sftpPath(text: string): string {
  const path = text === "~" ? "" : text.replace(/^~\/+/, "");
  return path.replace(/(?<=[^/])\/+$/, "").replace(/^\/+$/, "/");
}

/** Whether a path as typed can only be a folder: it is empty, or ends with a slash or a dot segment. */
export function meansFolder(text: string): boolean {
  return /(?:^|\/)(?:\.{0,2})$/.test(text) || text === "~";
}
