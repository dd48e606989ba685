/** Modes that are on from the beginning: the cursor is visible, lines wrap. */
const onFromTheBeginning = new Set(["7", "25"]);

// oxlint-disable-next-line no-control-regex -- that is what a terminal is told its modes by
const changes = /\u001B(?:\[\?([\d;]+)([hl])|[=>c])/g;
// oxlint-disable-next-line no-control-regex
const beginning = /\u001B(\[(\?[\d;]{0,64})?)?$/;

/**
 * Follows which private modes (ESC [ ? … h or l: DEC, xterm) and which keypad mode a program has set, so that a terminal can be given
 * back as it was when the program can no longer do it: another screen, a hidden cursor, reported mouse movements, bracketed paste.
 */
export class ModeTracker {
  readonly #changed = new Set<string>();
  #keypad = false;
  /** The beginning of a sequence that the next piece continues. */
  #cut = "";

  read(text: string): void {
    const all = this.#cut + text;
    this.#cut = beginning.exec(all)?.[0] ?? "";
    for (const [sequence, parameters = "", final] of all.matchAll(changes)) {
      if (sequence === "\u001B=") this.#keypad = true;
      else if (sequence === "\u001B>") this.#keypad = false;
      else if (sequence === "\u001Bc") this.#forget();
      for (const mode of parameters.split(";")) {
        if (mode === "") continue;
        if ((final === "h") === onFromTheBeginning.has(mode)) this.#changed.delete(mode);
        else this.#changed.add(mode);
      }
    }
  }

  #forget(): void {
    this.#changed.clear();
    this.#keypad = false;
  }

  /** What puts back all that was changed and not put back; empty if nothing is left. */
  restore(): string {
    const modes = [...this.#changed].map((mode) => `\u001B[?${mode}${onFromTheBeginning.has(mode) ? "h" : "l"}`);
    return [...modes, ...(this.#keypad ? ["\u001B>"] : []), ...(this.#cut === "" ? [] : ["\u0018"])].join("");
  }
}
