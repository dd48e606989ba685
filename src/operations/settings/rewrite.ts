import type { AppTypeSettings } from "../../core/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Target, TargetState } from "./target.ts";
import { changeWhenStable, settled } from "../settled.ts";
import type { Waiting } from "../wait.ts";

interface Ports {
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface Rewritten extends TargetState {
  /** The settings that were written over; where nothing had to be written, those that there are. */
  readonly before: AppTypeSettings;
}

const attempts = 3;

/**
 * Changes settings of one app type as they then are: waits until nothing else is under way, reads, writes what `rewrite`
 * makes of them (undefined: they are so already), and, where waiting is wanted, checks whether it holds. Settings that
 * somebody else overwrites at the same time are written again, twice. Rejects with what `rewrite` throws, `in-use`,
 * `failed`, `timeout`.
 */
export async function rewriteSettings(
  ports: Ports,
  target: Target,
  rewrite: (settings: AppTypeSettings) => AppTypeSettings | undefined,
  waiting: Waiting | undefined,
): Promise<Rewritten> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const { present, isWritten } = await changeWhenStable(ports, target, waiting, async (found) => {
      const wanted = rewrite(found.settings);
      if (wanted !== undefined) await target.write(wanted);
      return { present: found, isWritten: wanted !== undefined };
    });
    const before = present.settings;
    if (!isWritten) return { ...present, before };
    if (waiting === undefined) return { ...(await target.read()), before };
    const written = await settled(ports, target, waiting);
    if (rewrite(written.settings) === undefined) return { ...written, before };
  }
  throw new StudioctlError("in-use", `${target.what} does not keep the new settings`, {
    why: `they were written ${attempts} times, and each time somebody else changed them meanwhile`,
    fix: "find out who does, and run it again",
  });
}
