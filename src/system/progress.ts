import { formatDuration } from "../core/time.ts";
import { visibleLine } from "../core/visible.ts";
import type { Clock } from "../ports/clock.ts";
import type { Output } from "../ports/io.ts";
import type { Progress } from "../ports/progress.ts";
import { endingSignals } from "./signals.ts";

const barWidth = 20;

/** A progress bar of twenty characters. */
function bar(share: number): string {
  const done = Math.floor(Math.min(1, Math.max(0, share)) * barWidth);
  return "█".repeat(done) + "░".repeat(barWidth - done);
}

/** A note is one line, even with foreign text in it. */
function noteOn(err: Output): (text: string) => void {
  return (text) => void err.write(`${visibleLine(text)}\n`);
}

type Ending = Progress & { stop(): void };

/**
 * A spinner on a terminal, with a bar and the remaining time if the progress is known; occasional lines if nothing can be redrawn; only
 * notes if there is no terminal. Nothing is shown before the first `update`.
 */
export async function terminalProgress(err: Output, stream: NodeJS.WriteStream, clock: Pick<Clock, "now">): Promise<Ending> {
  if (!err.isTerminal) return { update() {}, note: noteOn(err), stop() {} };
  return err.drawable ? await drawn(err, stream, clock) : spoken(err, clock);
}

/** Milliseconds between two lines about the same work. */
const pauseMs = 10_000;

function spoken(err: Output, clock: Pick<Clock, "now">): Ending {
  let [last, lastAt] = ["", Number.NEGATIVE_INFINITY];
  return {
    update(text) {
      const now = clock.now().getTime();
      if (text === last || now - lastAt < pauseMs) return;
      [last, lastAt] = [text, now];
      void err.write(`${visibleLine(text)}\n`);
    },
    note: noteOn(err),
    stop() {},
  };
}

/** The time before an estimate is meaningful. Milliseconds. */
const settlingMs = 5_000;

/** The pace is that of the last minute: calls are throttled after a while, and not at first. Milliseconds. */
const paceMs = 60_000;

/** The remaining time at the present pace, in whatever unit; less done than before means other work. */
function estimate(clock: Pick<Clock, "now">): (done: number, all: number) => string | undefined {
  let seen: { readonly at: number; readonly done: number }[] = [];
  return (done, all) => {
    const at = clock.now().getTime();
    if (done < (seen.at(-1)?.done ?? 0)) seen = [];
    seen.push({ at, done });
    // The first is the last one from before that minute.
    while ((seen[1]?.at ?? at) <= at - paceMs) seen.shift();
    const [first = { at, done }] = seen;
    const [passed, gained] = [at - first.at, done - first.done];
    if (passed < settlingMs || gained <= 0 || done >= all) return undefined;
    return `about ${formatDuration(Math.max(1_000, (passed / gained) * (all - done)))} left`;
  };
}

async function drawn(err: Output, stream: NodeJS.WriteStream, clock: Pick<Clock, "now">): Promise<Ending> {
  const { default: spinner } = await import("yocto-spinner");
  const running = spinner({ stream });
  const [left, leftOfParts] = [estimate(clock), estimate(clock)];
  const parts: { steps: number; done: number }[] = [];
  const sum = (of: "steps" | "done"): number => parts.reduce((total, part) => total + part[of], 0);

  /** Without the spinner's own signal handler, which ends the process: the results of a run would be lost. */
  function start(): void {
    const before = new Set(endingSignals.flatMap((signal) => process.listeners(signal)));
    running.start();
    for (const signal of endingSignals) {
      for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener);
    }
  }

  function show(text: string, share: number | undefined, time: string | undefined): void {
    const line = share === undefined ? text : [`${bar(share)} ${text}`, time].filter((part) => part !== undefined).join(", ");
    running.text = visibleLine(line).slice(0, Math.max(10, err.columns - 4));
    if (!running.isSpinning) start();
  }

  return {
    update: (text, share) => show(text, share, share === undefined ? undefined : left(share, 1)),
    part(steps) {
      const own = { steps, done: 0 };
      parts.push(own);
      return {
        update(done, text) {
          own.done = done;
          const [all, ready] = [sum("steps"), sum("done")];
          show(text, ready / Math.max(1, all), leftOfParts(ready, all));
        },
        resize(size) {
          own.steps = size;
        },
      };
    },
    note(text) {
      const wasSpinning = running.isSpinning;
      running.clear();
      noteOn(err)(text);
      if (wasSpinning) start();
    },
    stop() {
      if (running.isSpinning) running.stop();
    },
  };
}
