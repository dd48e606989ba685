import { readFile } from "node:fs/promises";
import { usageError } from "../core/errors.ts";
import type { Context } from "./context.ts";

/** The text of a file that was named on the command line, or of stdin for `-`. One that cannot be read is a usage error. */
export async function textOf(file: string, { io }: Pick<Context, "io">): Promise<string> {
  if (file === "-") return await io.stdin.text();
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw usageError(`cannot read "${file}"`, { why: error instanceof Error ? error.message : String(error), cause: error });
  }
}
