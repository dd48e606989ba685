/** What the system calls the failure of a file: `EACCES`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

export function isAbsent(error: unknown): boolean {
  return codeOf(error) === "ENOENT";
}
