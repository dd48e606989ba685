import { StudioctlError } from "../core/errors.ts";
import { toJson, toJsonLines } from "../output/document.ts";
import type { Output } from "../ports/io.ts";
import type { OutputFormat } from "./globals.ts";
import { proseLines } from "./prose.ts";

/** Any thrown value as the program's one error type; what was not foreseen keeps its message. */
export function asStudioctlError(error: unknown): StudioctlError {
  if (error instanceof StudioctlError) return error;
  if (isFileError(error)) {
    return new StudioctlError("failed", `cannot use "${error.path}"`, {
      why: error.message,
      fix: "see to that path; STUDIOCTL_STATE_HOME names another folder for what is kept between runs",
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new StudioctlError("failed", `unexpected: ${message}`, {
    fix: "run it again with --debug and report what it prints",
    cause: error,
  });
}

/** An error as it is written to stderr: an object where the results are JSON too, on one line with jsonl. */
export function errorText(error: StudioctlError, format: OutputFormat, stderr: Output): string {
  if (format === "jsonl") return toJsonLines(errorDocument(error));
  if (format === "json") return toJson(errorDocument(error));
  return `${errorLines(error, stderr).join("\n")}\n`;
}

/** What Node rejects with where a file or folder is not what it should be: a full disk, a folder that cannot be written. */
function isFileError(error: unknown): error is Error & { readonly path: string } {
  return error instanceof Error && "syscall" in error && "path" in error && typeof error.path === "string";
}

/** `error:`, `why:` and `fix:` lines for a person. */
export function errorLines({ message, why, fix }: StudioctlError, stderr: Output): string[] {
  return [
    ...proseLines(message, stderr, "error: "),
    ...(why === undefined ? [] : proseLines(why, stderr, "why: ")),
    ...(fix === undefined ? [] : proseLines(fix, stderr, "fix: ")),
  ];
}

/** The same as one JSON object for scripts. */
export function errorDocument(error: StudioctlError): object {
  return {
    Error: {
      Code: error.serviceCode ?? error.code,
      Message: error.message,
      ...(error.why !== undefined && { Why: error.why }),
      ...(error.fix !== undefined && { Fix: error.fix }),
      ...(error.requestId !== undefined && { RequestId: error.requestId }),
    },
  };
}
