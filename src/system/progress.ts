import type { Output } from "../ports/io.ts";
import type { Progress } from "../ports/progress.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

const barWidth = 20;

/** How much is done, as twenty characters. */
function bar(share: number): string {
  const done = Math.floor(Math.min(1, Math.max(0, share)) * barWidth);
  return "█".repeat(done) + "░".repeat(barWidth - done);
}

/** A spinner on a terminal, with a bar where it is known how much is done; lines that stay anywhere else. Nothing is shown before the first `update`. */
export async function terminalProgress(err: Output, stream: NodeJS.WriteStream): Promise<Progress & { stop(): void }> {
  if (!err.isTerminal) return { update() {}, note: (text) => void err.write(`${text}\n`), stop() {} };
  const { default: spinner } = await import("yocto-spinner");
  const running = spinner({ stream });

  /** Without the spinner's own answer to signals, which ends the process: what a run has done would never be told. */
  function start(): void {
    const before = new Set(signals.flatMap((signal) => process.listeners(signal)));
    running.start();
    for (const signal of signals) {
      for (const listener of process.listeners(signal)) if (!before.has(listener)) process.off(signal, listener);
    }
  }

  return {
    update(text, share) {
      const line = share === undefined ? text : `${bar(share)} ${text}`;
      running.text = line.slice(0, Math.max(10, err.columns - 4));
      if (!running.isSpinning) start();
    },
    note(text) {
      const wasSpinning = running.isSpinning;
      running.clear();
      void err.write(`${text}\n`);
      if (wasSpinning) start();
    },
    stop() {
      if (running.isSpinning) running.stop();
    },
  };
}
