import { StudioctlError } from "../core/errors.ts";
import { ModeTracker } from "../core/terminal/modes.ts";
import type { LocalTerminal } from "../ports/local-terminal.ts";

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/** The size of a terminal that does not report it. */
const usualSize = { rows: 24, columns: 80 };

/** Every end of the process, except SIGKILL. An uncaught exception is shown after its event, and can be read only outside a full-screen program. */
const ends = ["exit", "uncaughtExceptionMonitor"] as const;

/** The terminal of a process: its standard input and output. */
export function localTerminal({ stdin, stdout }: Streams = process): LocalTerminal {
  return {
    get isTerminal() {
      return stdin.isTTY && stdout.isTTY;
    },
    takeOver() {
      if (!stdin.isTTY) throw new StudioctlError("failed", "standard input is not a terminal");
      const modes = new ModeTracker();
      const resized = new Set<() => void>();
      stdin.setRawMode(true);
      let taken = true;
      const giveBack = (): void => {
        if (!taken) return;
        taken = false;
        for (const end of ends) process.off(end, giveBack);
        for (const listener of resized) stdout.off("resize", listener);
        try {
          // Written synchronously, because the process may be about to end.
          const restore = modes.restore();
          if (restore !== "") stdout.write(restore);
          stdin.setRawMode(false);
        } catch {
          // A closed terminal need not be restored.
        }
        stdin.pause();
      };
      for (const end of ends) process.once(end, giveBack);
      return {
        get size() {
          return { rows: stdout.rows || usualSize.rows, columns: stdout.columns || usualSize.columns };
        },
        onResize(listener) {
          resized.add(listener);
          stdout.on("resize", listener);
        },
        keys: stdin,
        show(text) {
          modes.read(text);
          return new Promise((resolve) => stdout.write(text, () => resolve()));
        },
        giveBack,
      };
    },
  };
}
