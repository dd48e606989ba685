import type { RegionError } from "../../core/idle/report.ts";
import { formatDuration } from "../../core/time.ts";
import type { ActivityProbe } from "../../ports/activity.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Apps, Domains, Spaces, Tags, UserProfiles } from "../../ports/studio.ts";
import type { Work } from "../concurrently.ts";

/** One Region to sweep, with what reaches it. */
export interface SweepRegion {
  /** Keeps apart what is remembered of each account and Region: `123456789012/us-east-1`. */
  readonly scope: string;
  readonly studio: Pick<Apps, "listApps" | "describeApp" | "deleteApp"> &
    Pick<Domains, "describeDomain"> &
    Pick<UserProfiles, "listUserProfiles"> &
    Pick<Spaces, "listSpaces"> &
    Pick<Tags, "listTags"> & { readonly region: string };
  readonly probe: ActivityProbe;
}

/** How the work of a sweep is done. */
export interface SweepWork extends Work {
  /** Past it nothing new is started; absent: no limit. */
  readonly limit?: RunLimit | undefined;
}

const leastMs = 30 * 60_000;
const perAppMs = 6_000;

/** How long a run may take in all: past it nothing new is started. It runs from when the run knows its apps. */
export interface RunLimit {
  /** So many apps more are in the plan. */
  expect(apps: number): void;
  /** Whether nothing more may start in a Region; that is one of the `errors` then. */
  over(region: string): boolean;
  leftMs(): number;
  /** Does what does not count: a person is asked. */
  pause<T>(work: () => Promise<T>): Promise<T>;
  /** An error for each Region in which something did not start, reported once. */
  errors(): readonly RegionError[];
}

/** A limit of the user's choice, else 30 minutes, or 6 seconds an app where that is more. Milliseconds. */
export function runLimit(clock: Pick<Clock, "now">, givenMs: number | undefined): RunLimit {
  let apps = 0;
  let pausedMs = 0;
  let began: number | undefined;
  const stopped = new Set<string>();
  const reported = new Set<string>();
  const limitMs = (): number => givenMs ?? Math.max(leastMs, apps * perAppMs);

  function leftMs(): number {
    const now = clock.now().getTime();
    began ??= now;
    return began + pausedMs + limitMs() - now;
  }

  return {
    leftMs,
    expect(more) {
      apps += more;
      leftMs();
    },
    over(region) {
      if (leftMs() > 0) return false;
      stopped.add(region);
      return true;
    },
    async pause(work) {
      const before = clock.now().getTime();
      try {
        return await work();
      } finally {
        pausedMs += clock.now().getTime() - before;
      }
    },
    errors() {
      const fresh = [...stopped].filter((region) => !reported.has(region));
      for (const region of fresh) reported.add(region);
      const Message = `the run limit of ${formatDuration(limitMs())} has passed: nothing more was started`;
      return fresh.map((Region) => ({ Region, Code: "timeout", Message }));
    },
  };
}
