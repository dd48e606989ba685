import { ownerLabel } from "../../src/core/app/app.ts";
import type { Unseen } from "../../src/core/idle/facts.ts";
import type { InsideReading } from "../../src/core/inside/reading.ts";
import type { InsideLook } from "../../src/ports/inside.ts";
import { processOf, readingBefore, readingOf, terminalOf } from "../core/inside/readings.ts";

export interface FakeInside extends InsideLook {
  /** `space:nlp as maya`, for every look. */
  readonly looked: readonly string[];
  /** What the container of an owner shows from now on: a part of a reading, why nothing can be seen, or an error to reject with. */
  set(owner: string, shown: Partial<InsideReading> | Unseen | Error): void;
  /** Called at the beginning of each look. */
  during: () => void;
}

/** Containers in which nothing is at work until a test says otherwise, by the label of their owner: `space:nlp`. */
export function fakeInside(): FakeInside {
  const shown = new Map<string, Partial<InsideReading> | Unseen | Error>();
  const looked: string[] = [];
  const here: FakeInside = {
    looked,
    during: () => {},
    set: (owner, container) => void shown.set(owner, container),
    async look({ key, signInAs }, signal) {
      signal?.throwIfAborted();
      looked.push(`${ownerLabel(key.owner)} as ${signInAs}`);
      here.during();
      const found = shown.get(ownerLabel(key.owner)) ?? {};
      if (found instanceof Error) throw found;
      if ("why" in found) return found;
      return { seen: true, first: readingBefore(found), second: readingOf(found) };
    },
  };
  return here;
}

/** A container in which `train.py` runs in terminal 1. */
export const training: Partial<InsideReading> = {
  processes: [processOf({ tty: "pts/1" })],
  terminals: [terminalOf("pts/1")],
  terminalNames: ["1"],
};
