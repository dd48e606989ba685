import { mark } from "./agent.ts";

/** What the program in the terminal says (`agent.ts`). */
export type Frame =
  | { readonly kind: "ready" }
  | { readonly kind: "no-python" }
  | { readonly kind: "stdout" | "stderr"; readonly number: number; readonly bytes: Uint8Array }
  | { readonly kind: "exit"; readonly number: number; readonly code: number }
  | { readonly kind: "input-closed"; readonly number: number }
  | { readonly kind: "taken"; readonly bytes: number };

/** Longer than any frame: what has not ended by then is something else. */
const maxFrame = 1024 * 1024;

/** What a process can end with. */
const mostExitCode = 255;

const kinds = { O: "stdout", E: "stderr" } as const;

/** Finds the frames in what a terminal shows, in pieces of any size: prompts, echoes and frames whose beginning is missing are passed over. */
export class FrameReader {
  #rest = "";

  constructor(private readonly nonce: string) {}

  /** A new connection begins: what was cut off stays so. */
  reset(): void {
    this.#rest = "";
  }

  read(text: string): Frame[] {
    this.#rest += text;
    const frames: Frame[] = [];
    for (;;) {
      const start = this.#rest.indexOf(mark);
      if (start < 0) {
        this.#rest = "";
        return frames;
      }
      const end = this.#rest.indexOf("\n", start);
      // The mark begins a frame wherever it comes: one that was cut off ends there.
      const next = this.#rest.indexOf(mark, start + 1);
      if (next >= 0 && (end < 0 || next < end)) {
        this.#rest = this.#rest.slice(next);
        continue;
      }
      if (end < 0) {
        this.#rest = this.#rest.length - start > maxFrame ? "" : this.#rest.slice(start);
        return frames;
      }
      const frame = this.#frame(this.#rest.slice(start + 1, end));
      this.#rest = this.#rest.slice(end + 1);
      if (frame !== undefined) frames.push(frame);
    }
  }

  #frame(line: string): Frame | undefined {
    // Until it has made the terminal raw, a line ends with a carriage return as well.
    const text = line.replace(/\r$/, "");
    if (text === this.nonce) return { kind: "ready" };
    if (text === `${this.nonce} no-python`) return { kind: "no-python" };
    const [, kind, digits, data = ""] = /^([OEXZA]) (\d{1,15}) ([A-Za-z0-9+/=]*)$/.exec(text) ?? [];
    if (kind === undefined) return undefined;
    const number = Number(digits);
    if (kind === "A") return { kind: "taken", bytes: number };
    if (kind === "Z") return { kind: "input-closed", number };
    const bytes = Buffer.from(data, "base64");
    if (kind === "O" || kind === "E") return { kind: kinds[kind], number, bytes };
    const code = /^\d{1,3}$/.test(bytes.toString()) ? Number(bytes.toString()) : undefined;
    return code === undefined || code > mostExitCode ? undefined : { kind: "exit", number, code };
  }
}

/** The largest part of the input in one line, in bytes. */
export const maxInput = 12 * 1024;

/** What the program is told; each is a line of its own, and begins with an empty one, which ends whatever was cut off before it. */
export const lines = {
  command: (argv: readonly string[]): string => line(`C ${Buffer.from(argv.join("\0"), "utf8").toString("base64")}`),
  input: (offset: number, bytes: Uint8Array): string => line(`I ${offset} ${Buffer.from(bytes).toString("base64")}`),
  endOfInput: (offset: number): string => line(`E ${offset}`),
  arrived: (next: number): string => line(`A ${next}`),
  resume: (next: number): string => line(`R ${next}`),
  signal: (number: number): string => line(`S ${number}`),
  stop: line("K"),
  end: line("Q"),
  present: line("P"),
} as const;

function line(text: string): string {
  return `\n${text}\n`;
}
