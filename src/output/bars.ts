import { padded, widthOf } from "./width.ts";

export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The value as displayed. */
  readonly text: string;
}

/** One bar per line, the longest with `width` characters; the bar of a positive value is never empty. */
export function renderBars(bars: readonly Bar[], width: number): string[] {
  const most = Math.max(...bars.map(({ value }) => value), 0);
  const labels = Math.max(...bars.map(({ label }) => widthOf(label)), 0);
  return bars.map(({ label, value, text }) => {
    const length = value > 0 ? Math.max(1, Math.round((value / most) * width)) : 0;
    return `${padded(label, labels)}  ${"█".repeat(length)}${length > 0 ? " " : ""}${text}`;
  });
}
