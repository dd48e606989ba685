import type { Output } from "../ports/io.ts";
import type { Progress } from "../ports/progress.ts";

/** A spinner on a terminal, lines that stay anywhere else. Nothing is shown before the first `update`. */
export async function terminalProgress(err: Output, stream: NodeJS.WriteStream): Promise<Progress & { stop(): void }> {
  if (!err.isTerminal) return { update() {}, note: (text) => void err.write(`${text}\n`), stop() {} };
  const { default: spinner } = await import("yocto-spinner");
  const running = spinner({ stream });
  return {
    update(text) {
      running.text = text.slice(0, Math.max(10, err.columns - 4));
      if (!running.isSpinning) running.start();
    },
    note(text) {
      const wasSpinning = running.isSpinning;
      running.clear();
      void err.write(`${text}\n`);
      if (wasSpinning) running.start();
    },
    stop() {
      if (running.isSpinning) running.stop();
    },
  };
}
