import type { AppTypeSettings } from "../core/domain.ts";
import { StudioctlError, isError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Progress } from "../ports/progress.ts";
import type { Target, TargetState } from "./settings-target.ts";
import { type Waiting, waitFor } from "./wait.ts";

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
 * makes of them (undefined: they are as they shall be), and, where waiting is wanted, looks whether it holds. Somebody
 * else's change at the same time is survived twice. Rejects with what `rewrite` throws, `in-use`, `failed`, `timeout`.
 */
export async function rewriteSettings(
  ports: Ports,
  target: Target,
  rewrite: (settings: AppTypeSettings) => AppTypeSettings | undefined,
  waiting: Waiting | undefined,
): Promise<Rewritten> {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const present = await stable(ports, target, waiting, ["InService", "Update_Failed"]);
    const before = present.settings;
    const wanted = rewrite(before);
    if (wanted === undefined) return { ...present, before };
    try {
      await target.write(wanted);
    } catch (error) {
      if (attempt < attempts && isError(error, "in-use")) continue;
      throw error;
    }
    if (waiting === undefined) return { ...(await target.read()), before };
    const written = await stable(ports, target, waiting, ["InService"]);
    if (rewrite(written.settings) === undefined) return { ...written, before };
  }
  throw new StudioctlError("in-use", `${target.what} does not keep the new settings`, {
    why: `they were written ${attempts} times, and each time somebody else changed them meanwhile`,
    fix: "find out who does, and run it again",
  });
}

/** The target once no change is under way; rejects where it then has none of the statuses `good`. */
async function stable({ clock, progress }: Ports, target: Target, waiting: Waiting | undefined, good: readonly string[]): Promise<TargetState> {
  const state =
    waiting === undefined
      ? await target.read()
      : await waitFor(clock, `${target.what} to be InService`, waiting, async () => {
          const seen = await target.read();
          if (seen.Status !== "Pending" && seen.Status !== "Updating") return seen;
          progress.update(`${target.what} is ${seen.Status}`);
          return undefined;
        });
  if (good.includes(state.Status)) return state;
  throw new StudioctlError("failed", `${target.what} is ${state.Status}`, {
    why: state.FailureReason,
    fix: waiting === undefined ? "run it again without --no-wait" : undefined,
  });
}
