import { isRecord } from "../core/collections.ts";
import { StudioctlError } from "../core/errors.ts";
import type { JupyterResponse } from "../ports/jupyter.ts";

/** A refusal of the contents API as an error. `label` is the path as shown to the user. */
export function refusedBy(response: JupyterResponse, label: string): StudioctlError {
  const { status } = response;
  const errno = errnoIn(response);
  if (errno !== undefined) {
    const { number, why, fix } = errno;
    return new StudioctlError(fullDisk.has(number) ? "failed" : "invalid", `${label} cannot be written`, { why, fix });
  }
  if (status === 403)
    return new StudioctlError("denied", `${label} cannot be accessed`, {
      why: "the app's user may not read or write it",
      fix: "check its permissions in the app: ls -l",
    });
  if (status === 404)
    return new StudioctlError("not-found", `there is no file or folder ${label}`, {
      fix: "check the path, which is relative to the home directory",
    });
  if (status === 413)
    return new StudioctlError("unavailable", `${label} cannot be written`, {
      why: "the server takes no requests of this size (413)",
      fix: "use --via ssh",
    });
  return new StudioctlError("unavailable", `${label} cannot be copied`, { why: reasonIn(response), fix: "try again, or use --via ssh" });
}

/** The system error in the server's message: nothing else of it is safe to show. */
function errnoIn({ json }: JupyterResponse): { readonly number: number; readonly why: string; readonly fix: string } | undefined {
  const number = Number(/\[Errno (\d+)\]/.exec(isRecord(json) ? String(json["message"]) : "")?.[1]);
  const known = errnos[number];
  return known && { number, why: known[0], fix: known[1] };
}

const fullDisk: ReadonlySet<number> = new Set([28, 122]);

const errnos: Readonly<Record<number, readonly [why: string, fix: string]>> = {
  2: ["the folder that it is in does not exist", "create it first"],
  20: ["a part of the path is a file", "check the path"],
  21: ["it is a folder", "give the path of a file"],
  27: ["it is too large for the app's disk", "give a path on another disk, with --via ssh"],
  28: [
    "no space is left on the app's disk",
    "free some space in the app, or give its space a larger volume: studioctl space update SPACE --volume-gb GB",
  ],
  30: ["its file system is read-only", "give another path"],
  36: ["its name is too long", "give it a shorter name"],
  40: ["its symbolic links lead in a circle", "remove one of them"],
  122: ["the disk quota of the app's user is used up", "free some space in the app"],
};

export function reasonIn({ status }: JupyterResponse): string {
  return `the server answered ${status}`;
}
