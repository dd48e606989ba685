/** What a person at a terminal sees of work under way; a pipe sees nothing of `update`. */
export interface Progress {
  /** Replaces the present line. */
  update(text: string): void;
  /** A line that stays. */
  note(text: string): void;
}

export const silentProgress: Progress = { update() {}, note() {} };
