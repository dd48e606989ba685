import { visibleLine } from "./visible.ts";

const hidden = "[secret]";

/**
 * A value that no output, log, error or JSON can show: a presigned URL, a cookie, a token.
 * Only `reveal()` gives it back, so every place that uses one can be found by name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }
}

/** A word of a command line without the name and password that a URL in it may hold. */
export function withoutCredentials(word: string): string {
  return word.replaceAll(/\/\/[^/@\s]*@/g, `//${hidden}@`);
}

const maxCharacters = 600;

/** `password=…`, `"SecretAccessKey": "…"`, `token …`. */
const namedSecret = /((?:secret|token|password|passwd|pwd|access_?key|api_?key)\w*["']?\s*[:=]\s*["']?)[^\s"',;]+/gi;
/** Keys, tokens and cookies: longSecret, without blanks, of letters in both cases and digits; no path. */
const longSecret = /(?<![\w/.+=-])(?=[\w+=/-]*[a-z])(?=[\w+=/-]*[A-Z])(?=[\w+=/-]*\d)[A-Za-z0-9+=_-][\w+=/-]{23,}/g;
const accessKey = /\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g;
const userInfo = /\/\/[^/@\s]+@/g;

/** What another program wrote, for one line of a message: the end of it, escaped, without what looks like a secret. */
export function shownOutput(text: string): string {
  const clean = text
    .trim()
    .replace(userInfo, "//***@")
    .replace(namedSecret, "$1***")
    .replace(accessKey, "***")
    .replace(longSecret, "***")
    .replaceAll(/\s*\r?\n\s*/g, " / ");
  return visibleLine(clean.length > maxCharacters ? `…${clean.slice(-maxCharacters)}` : clean);
}
