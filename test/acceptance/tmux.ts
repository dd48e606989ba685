import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { vi } from "vitest";
import type { Requirement } from "../requirements.ts";

export const tmux: Requirement = { name: "tmux", packages: ["tmux"], probe: ["tmux", "-V"] };

/** A terminal with a person at it. */
export interface Screen {
  /** Types keys as `tmux send-keys` names them: `C-c`, `Enter`; words are typed as they are. */
  keys(...keys: readonly string[]): void;
  /** Types a text as it is. */
  text(text: string): void;
  /** Pastes, with brackets where the program has asked for them. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /** What the screen shows. */
  shown(): string;
  /** Waits until the screen shows a text, or one that an expression matches; what it shows then. */
  until(text: string | RegExp): Promise<string>;
  /** The process of the shell. */
  readonly pid: number;
  close(): void;
}

/** A shell in a terminal of tmux, 80 columns by 24 rows; its prompt is `local> `. */
export function screen(env: Readonly<Record<string, string | undefined>>): Screen {
  const socket = `studioctl-${randomUUID()}`;
  const run = (args: readonly string[], input?: string): string =>
    execFileSync("tmux", ["-L", socket, "-f", "/dev/null", ...args], {
      encoding: "utf8",
      env: { ...env },
      ...(input !== undefined && { input }),
    });
  run(["new-session", "-d", "-s", "s", "-x", "80", "-y", "24", "exec env 'PS1=local> ' bash --norc --noprofile -i"]);
  run(["set-option", "-g", "status", "off"]);
  const shown = (): string => run(["capture-pane", "-p", "-t", "s"]);
  return {
    keys: (...keys) => void run(["send-keys", "-t", "s", ...keys]),
    text: (text) => void run(["send-keys", "-t", "s", "-l", text]),
    paste(text) {
      run(["load-buffer", "-"], text);
      run(["paste-buffer", "-p", "-r", "-t", "s"]);
    },
    resize: (columns, rows) => void run(["resize-window", "-t", "s", "-x", String(columns), "-y", String(rows)]),
    shown,
    async until(text) {
      let last = "";
      try {
        return await vi.waitUntil(
          () => {
            last = shown();
            return (typeof text === "string" ? last.includes(text) : text.test(last)) && last;
          },
          { timeout: 20_000, interval: 50 },
        );
      } catch {
        throw new Error(`the screen does not show ${String(text)}:\n${last}`);
      }
    },
    pid: Number(run(["display-message", "-p", "-t", "s", "#{pane_pid}"])),
    close: () => void spawnSync("tmux", ["-L", socket, "kill-server"]),
  };
}
