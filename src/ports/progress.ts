/** What a person at a terminal sees of work under way; a pipe sees nothing of `update`. */
export interface Progress {
  /** Replaces the present line; `share` of the work is done, from 0 to 1, if that is known. */
  update(text: string, share?: number): void;
  /** A line that stays. */
  note(text: string): void;
  /** Takes away what `update` has drawn, where something else is to have the screen. */
  stop?(): void;
}

export const silentProgress: Progress = { update() {}, note() {} };
