import { usageError } from "../errors.ts";

/** The most characters of base64 that a lifecycle config holds (SageMaker API: StudioLifecycleConfigContent). */
const mostCharacters = 16_384;

/** The most bytes of a script: base64 makes four characters of three bytes. */
export const mostScriptBytes = (mostCharacters / 4) * 3;

/** A script as a lifecycle config takes it. */
export interface LifecycleScript {
  readonly text: string;
  /** The script in base64. */
  readonly content: string;
  /** Whether its first line names bash or sh, and not another interpreter. */
  readonly forShell: boolean;
  /** What was changed about it. */
  readonly notes: readonly string[];
}

/**
 * A file's text as a lifecycle config takes it: with LF line ends, since CRLF breaks it (service-facts: Settings and images), and without a byte order
 * mark, which would stand before its `#!`. A script that is empty, too large, no text, or names no interpreter is a usage
 * error; that the service would run one without `#!` is said nowhere, and none of its own examples is. `file` is for messages.
 */
export function lifecycleScript(given: string, file: string): LifecycleScript {
  const name = file === "-" ? "the script" : `"${file}"`;
  const unmarked = given.replace(/^\uFEFF/, "");
  const text = unmarked.replaceAll("\r\n", "\n");
  if (text.trim() === "") throw usageError(`${name} is empty`, { fix: "give it a script that begins with #!/bin/bash" });
  // A decoder puts U+FFFD in the place of what is no UTF-8.
  if (/[\0\uFFFD]/.test(text))
    throw usageError(`${name} is not UTF-8 text`, { fix: "give a shell script; iconv -t UTF-8 converts other encodings" });
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > mostScriptBytes) {
    throw usageError(`${name} has ${bytes} bytes, and a lifecycle config can have at most ${mostScriptBytes}`, {
      why: `the service accepts ${mostCharacters} characters of base64`,
      fix: "use a short script that fetches the rest, for example from S3",
    });
  }
  return {
    text,
    content: Buffer.from(text).toString("base64"),
    forShell: /^(?:ba)?sh$/.test(interpreterOf(text, name)),
    notes: [
      ...(text === unmarked ? [] : ["its CRLF line ends were converted to LF: with CRLF it would not run"]),
      ...(unmarked === given ? [] : ["its byte order mark was removed"]),
    ],
  };
}

/** The script that a lifecycle config holds. */
export function scriptOf({ StudioLifecycleConfigContent }: { readonly StudioLifecycleConfigContent: string }): string {
  return Buffer.from(StudioLifecycleConfigContent, "base64").toString();
}

function interpreterOf(text: string, name: string): string {
  const [first = ""] = text.split("\n");
  const [, interpreter, argument] = /^#![ \t]*(?:\S*\/)?([^\s/]+)(?:[ \t]+(?:-S[ \t]+)?(\S+))?/.exec(first) ?? [];
  if (interpreter === undefined) {
    throw usageError(`${name} has no interpreter line: it begins with "${first.slice(0, 40)}"`, {
      fix: "begin it with the line #!/bin/bash",
    });
  }
  return interpreter === "env" && argument !== undefined ? argument : interpreter;
}
