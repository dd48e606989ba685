import { visibleLine } from "./visible.ts";

const hidden = "[secret]";

/**
 * A value that no output, log, error or JSON can show: a presigned URL, a cookie, a token.
 * Only `reveal()` returns it, so that every use can be found by name.
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

/** A word of a command line without the user name and password of a URL in it. */
export function withoutCredentials(word: string): string {
  return word.replaceAll(/\/\/[^/@\s]*@/g, `//${hidden}@`);
}

const externalId = "--external-id";

/** The words of a command line for a log or a record: without the credentials in URLs, and without the external id of a role. */
export function shownArguments(words: readonly string[]): string[] {
  return words.map((word, index) => {
    if (words[index - 1] === externalId) return hidden;
    return word.startsWith(`${externalId}=`) ? `${externalId}=${hidden}` : withoutCredentials(word);
  });
}

const maxCharacters = 600;

/** `password=…`, `"SecretAccessKey": "…"`, `token …`. */
const namedSecret = /((?:secret|token|password|passwd|pwd|access_?key|api_?key)\w*["']?\s*[:=]\s*["']?)[^\s"',;]+/gi;
/** Keys, tokens and cookies: longSecret, without blanks, with letters in both cases and digits; not a path. */
const longSecret = /(?<![\w/.+=-])(?=[\w+=/-]*[a-z])(?=[\w+=/-]*[A-Z])(?=[\w+=/-]*\d)[A-Za-z0-9+=_-][\w+=/-]{23,}/g;
const accessKey = /\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g;
const userInfo = /\/\/[^/@\s]+@/g;

/** The output of another program for one line of a message: its end, escaped, without anything that looks like a secret. */
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
