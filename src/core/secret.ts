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
