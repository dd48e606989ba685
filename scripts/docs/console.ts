import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/*
 * The console blocks of the documentation. A page's blocks run from top to bottom on one sandbox of the page's own, as a
 * reader meets them. A comment before a block says what is different about it:
 *   <!-- console: by hand -->          a prompt, a key or another machine is needed: it does not run
 *   <!-- console: own account -->      a sandbox of its own, begun anew
 *   <!-- console: part -->             what is shown is part of what is printed, with … for what is left out
 * and one of several lines has what the reader did before, which the page says in words:
 *   <!-- console setup
 *   studioctl app start …
 *   -->
 */

/** Where the repository is. */
const root = join(import.meta.dirname, "../..");

/** Milliseconds for one example; none waits for long on the sandbox. */
const limitMs = 120_000;

const block = /(?:<!-- console setup\n(?<setup>.*?)-->\n)?(?:<!-- console: (?<how>[a-z ]+) -->\n)?```console\n(?<body>.*?)```/gs;

/** The sandbox's banner, and what a first sweep says that nobody watches. */
const onlyInPipes = /^(?:sandbox: a simulated account, |warning: no record of earlier runs, ).*\n/gm;

export type How = "as it stands" | "by hand" | "own account" | "part";

/** A command with what it prints, both without the prompt. */
export interface Example {
  readonly command: string;
  readonly output: string;
  readonly how: How;
  /** What the reader did before. */
  readonly setup?: string;
}

const ways: readonly How[] = ["by hand", "own account", "part"];

/** The examples of a page, in order. Throws if a comment says something else than it may. */
export function examplesOf(page: string): Example[] {
  return [...page.matchAll(block)].flatMap(({ groups }) => {
    const how = howOf(groups?.["how"]);
    const commands = (groups?.["body"] ?? "").split(/^\$ /m).slice(1);
    return commands.map((text, place): Example => {
      const end = commandEnd(text);
      const setup = groups?.["setup"];
      // Only the first command of a block begins its account.
      const first = place === 0 ? { how, ...(setup !== undefined && { setup }) } : { how: how === "own account" ? "as it stands" : how };
      return { command: text.slice(0, end), output: text.slice(end + 1), ...first };
    });
  });
}

function howOf(words: string | undefined): How {
  if (words === undefined) return "as it stands";
  const how = ways.find((way) => way === words);
  if (how === undefined) throw new RangeError(`console: ${words}: it is one of ${ways.join(", ")}`);
  return how;
}

/** The page with the output of each example that differs in more than moments and spans. What is shown in part is left as it is. */
export async function updated(page: string): Promise<string> {
  using reader = new Reader();
  let text = page;
  for (const [whole] of page.matchAll(block)) {
    const [before = "", rest = ""] = whole.split(/(?<=```console\n)/);
    const texts: string[] = [];
    for (const example of examplesOf(whole)) {
      const { command, output, how } = example;
      const isKept = how === "by hand" || (await isShown(example, reader));
      texts.push(`$ ${command}\n${isKept || how === "part" || output.includes("…") ? output : reader.last}`);
    }
    text = text.replace(whole, () => [before, ...texts, rest.slice(rest.lastIndexOf("```"))].join(""));
  }
  return text;
}

/** Runs an example: whether it prints what is shown. */
export async function isShown(example: Example, reader: Reader): Promise<boolean> {
  await reader.prepare(example);
  const shown = lasting(example.output);
  const printed = lasting(await reader.run(example.command));
  return example.how === "part" || shown.includes("…") ? isPartOf(shown, printed) : shown === printed;
}

/** A line that ends in a backslash goes on. */
function commandEnd(text: string): number {
  const end = /(?<!\\)\n/.exec(text)?.index;
  return end ?? text.length;
}

/** The machine of one reader: a home folder, the command on the path, and the examples beside it. */
export class Reader implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "studioctl-docs-"));
  readonly #bin = join(this.#folder, "bin");
  /** What was printed last. */
  last = "";

  constructor() {
    mkdirSync(this.#bin);
    symlinkSync(join(root, "bin/studioctl.js"), join(this.#bin, "studioctl"));
    cpSync(join(root, "examples"), join(this.#folder, "examples"), { recursive: true });
  }

  /** Does what comes before an example. */
  async prepare({ how, setup }: Example): Promise<void> {
    if (how === "own account") rmSync(join(this.#folder, ".local"), { recursive: true, force: true });
    if (setup !== undefined) await this.run(setup);
  }

  /** What a command line prints on both streams, except for the lines that every example would begin with. */
  async run(command: string): Promise<string> {
    const env = {
      PATH: `${this.#bin}:${process.env["PATH"] ?? ""}`,
      HOME: this.#folder,
      TZ: "UTC",
      LANG: "C.UTF-8",
      NO_COLOR: "1",
      STUDIOCTL_SANDBOX: "1",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    };
    const line = command.replaceAll("node bin/studioctl.js", "studioctl");
    const stdout = await new Promise<string>((resolve) => {
      const child = execFile("sh", ["-c", `{ ${line}\n} 2>&1`], { cwd: this.#folder, env, encoding: "utf8", timeout: limitMs }, (_, printed) => resolve(printed));
      child.stdin?.end();
    });
    this.last = stdout.replaceAll(this.#folder, "/home/ann").replaceAll(onlyInPipes, "");
    return this.last;
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const time = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?|\d{8}T\d{6}|\d{4}-\d\d-\d\d/g;
const span = /\b\d+(?:\.\d+)?(?:ms|[smhdw])\b(?: \d+[smhdw]\b)*/g;

/**
 * What stays the same whenever an example runs: moments, spans, ports, figures of a moment and the widths of columns that
 * follow from them are left out.
 */
export function lasting(output: string): string {
  return output
    .replaceAll(time, "TIME")
    .replaceAll("just now", "0s ago")
    .replaceAll(span, "SPAN")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replaceAll(/[─]+/g, "─")
    .replaceAll(/█+/g, "█")
    .replaceAll(/[ \t]+/g, " ")
    .replaceAll(/ $/gm, "")
    .trim();
}

/** Whether all that is shown is printed, in its order; … stands for what is left out. */
export function isPartOf(shown: string, printed: string): boolean {
  let from = 0;
  for (const piece of shown.split("…").map((text) => text.trim())) {
    const place = printed.indexOf(piece, from);
    if (place === -1) return false;
    from = place + piece.length;
  }
  return true;
}
