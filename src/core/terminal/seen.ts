/** Enough to find where one left off; output that repeats itself for longer looks the same anyway. */
const tailLength = 4096;

/** Remembers the end of what a terminal has shown, to pass over it where a new connection shows it again. */
export class Seen {
  #tail = "";

  add(text: string): void {
    this.#tail = (this.#tail + text).slice(-tailLength);
  }

  /** The part of what is shown again that has not been seen; all of it where the end of what was seen is not in it any more. */
  newIn(shown: string): string {
    if (this.#tail === "") return shown;
    const place = shown.lastIndexOf(this.#tail);
    return place < 0 ? shown : shown.slice(place + this.#tail.length);
  }
}
