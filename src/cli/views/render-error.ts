import { StudioctlError } from "../../core/errors.ts";
import { toJson, toJsonLines } from "../../output/document.ts";
import type { Output } from "../../ports/io.ts";
import type { OutputFormat } from "../globals.ts";
import { proseLines } from "./prose.ts";

/** Converts any thrown value to a StudioctlError; an unexpected error keeps its message. */
export function asStudioctlError(error: unknown): StudioctlError {
  if (error instanceof StudioctlError) return error;
  if (isFileError(error)) {
    return new StudioctlError("failed", error.path === undefined ? "a file cannot be written" : `cannot use "${error.path}"`, {
      why: error.message,
      fix: "check that path and the room on its disk; STUDIOCTL_STATE_HOME names another folder for what is kept between runs",
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new StudioctlError("failed", `unexpected: ${message}`, {
    fix: "run it again with --debug and report what it prints",
    cause: error,
  });
}

/** An error for stderr: an object if the results are JSON too, on one line with jsonl. */
export function errorText(error: StudioctlError, format: OutputFormat, stderr: Output): string {
  if (format === "jsonl") return toJsonLines(errorDocument(error));
  if (format === "json") return toJson(errorDocument(error));
  return `${errorLines(error, stderr).join("\n")}\n`;
}

/** Node's errors of files and folders. A write to a full disk has no path. */
function isFileError(error: unknown): error is Error & { readonly path?: string } {
  if (!(error instanceof Error) || !("syscall" in error)) return false;
  return "path" in error ? typeof error.path === "string" : error.syscall === "write" || error.syscall === "fsync";
}

/** `error:`, `why:` and `fix:` lines for a person. */
export function errorLines({ message, why, fix }: StudioctlError, stderr: Output): string[] {
  return [
    ...proseLines(message, stderr, "error: "),
    ...(why === undefined ? [] : proseLines(why, stderr, "why: ")),
    ...(fix === undefined ? [] : proseLines(fix, stderr, "fix: ")),
  ];
}

/** The same as one JSON object for scripts; without `explained`, the common members of its kind are left out. */
export function errorDocument(error: StudioctlError, explained = true): object {
  return {
    Error: {
      Code: error.serviceCode ?? error.code,
      Message: error.message,
      ...(explained && error.why !== undefined && { Why: error.why }),
      ...(explained && error.fix !== undefined && { Fix: error.fix }),
      ...(error.requestId !== undefined && { RequestId: error.requestId }),
    },
  };
}
