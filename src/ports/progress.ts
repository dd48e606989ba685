/** What a person at a terminal sees of work under way; a pipe sees nothing of `update`. */
export interface Progress {
  /** Replaces the present line; `share` of the work is done, from 0 to 1, if that is known. */
  update(text: string, share?: number): void;
  /**
   * Announces a part of the work, of so many steps that each take about as long as those of the other parts: bar and time left are of all
   * parts together. Absent where neither is shown.
   */
  part?(steps: number): ProgressPart;
  /** A line that stays. */
  note(text: string): void;
  /** Takes away what `update` has drawn, where something else is to have the screen. */
  stop?(): void;
}

/** One of several parts of the work under way. */
export interface ProgressPart {
  /** So many of its steps are done; replaces the present line. */
  update(done: number, text: string): void;
  /** It has another number of steps than announced; none if it is left out, or announced in detail. */
  resize(steps: number): void;
}

export const silentProgress: Progress = { update() {}, note() {} };
