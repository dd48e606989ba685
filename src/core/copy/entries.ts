import { StudioctlError } from "../errors.ts";

/*
 * What a server lists decides which files are written on this machine, and the server runs its user's code: what it may say is
 * bounded here, for every way in.
 */

/** Files and folders of one copy. Far more than a home directory has; what lists more has no end. */
export const mostEntries = 1_000_000;

/** In bytes; Linux has names of at most 255 (limits.h, NAME_MAX). */
const longestName = 255;

export const notAName = "its name is not the name of a file";

/** Whether a name that a server lists can be that of an entry in a folder: no path, and nothing that leads out of the folder. */
export function isEntryName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name) && new TextEncoder().encode(name).length <= longestName;
}

/** Why Windows takes a name for something else: a path, a drive, a stream of a file, a device. */
export function windowsFault(name: string): string | undefined {
  if (/[<>:"|?*\\\p{Cc}]/u.test(name)) return "Windows has no file names with these characters";
  if (/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)) return "Windows takes it for the name of a device";
  return /[. ]$/.test(name) ? "Windows has no file names that end with a dot or a space" : undefined;
}

export function tooManyEntries(label: string): StudioctlError {
  return new StudioctlError("invalid", `${label} has no end`, {
    why: `it lists more than ${mostEntries} files and folders, or parts without any`,
    fix: "copy a folder below it, or an archive: studioctl terminal TARGET -- tar -czf a.tar.gz FOLDER",
  });
}
