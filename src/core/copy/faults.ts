import { StudioctlError, withNote } from "../errors.ts";

/*
 * What can go wrong with a file of a copy, in the same words on every side: this machine, a Jupyter server, a container over sftp.
 * `label` is the path as shown to the user, in quotes.
 */

export function changedWhileRead(label: string, fix = "try again when nothing writes to it"): StudioctlError {
  return new StudioctlError("malformed", `${label} changed while it was read`, {
    why: "a copy of it would be neither the old file nor the new one",
    fix,
  });
}

/** The name was free when the copy was planned. */
export function createdMeanwhile(label: string): StudioctlError {
  return new StudioctlError("in-use", `${label} exists already`, {
    why: "it was created in the meantime",
    fix: "add --force to overwrite it",
  });
}

/** The error of a write whose temporary file could not be removed either. */
export function withLeftDraft(error: unknown, label: string): unknown {
  return withNote(error, `an incomplete file may be left: remove ${label}`);
}
