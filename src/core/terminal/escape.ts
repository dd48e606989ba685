/** What typing comes to: text for the far end, and whether the user leaves. */
export interface Typed {
  readonly text: string;
  readonly leaves: boolean;
}

/**
 * `~.` at the beginning of a line leaves, as in ssh(1); `~~` types one tilde. A tilde is held back until it is clear what follows.
 */
export class EscapeFilter {
  #atLineStart = true;
  #tilde = false;

  read(text: string): Typed {
    let passed = "";
    for (const character of text) {
      if (this.#tilde) {
        this.#tilde = false;
        if (character === ".") return { text: passed, leaves: true };
        passed += character === "~" ? "~" : `~${character}`;
        this.#atLineStart = isLineEnd(character);
      } else if (character === "~" && this.#atLineStart) {
        this.#tilde = true;
      } else {
        passed += character;
        this.#atLineStart = isLineEnd(character);
      }
    }
    return { text: passed, leaves: false };
  }
}

function isLineEnd(character: string): boolean {
  return character === "\r" || character === "\n";
}
