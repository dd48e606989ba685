import type { Account } from "../../core/account/account.ts";
import { placeOf, type RegionError } from "../../core/idle/report.ts";
import { formatDuration } from "../../core/time.ts";
import type { ActivityProbe } from "../../ports/activity.ts";
import type { Clock } from "../../ports/clock.ts";
import type { InsideLook } from "../../ports/inside.ts";
import type { Shutdowns } from "../../ports/shutdowns.ts";
import type { Apps, Domains, Spaces, Tags, UserProfiles } from "../../ports/studio.ts";
import type { VisitsLog } from "../../ports/visits.ts";
import type { Work } from "../concurrently.ts";

/** One Region to sweep, with its ports. */
export interface SweepRegion {
  /** The key of the sightings of an account and Region: `123456789012/us-east-1`. */
  readonly scope: string;
  /** Absent if it is not known. */
  readonly account?: Pick<Account, "AccountId" | "Name">;
  readonly studio: Pick<Apps, "listApps" | "describeApp" | "deleteApp"> &
    Pick<Domains, "describeDomain"> &
    Pick<UserProfiles, "listUserProfiles"> &
    Pick<Spaces, "listSpaces"> &
    Pick<Tags, "listTags"> & { readonly region: string };
  readonly probe: ActivityProbe;
  readonly inside: InsideLook;
  readonly visits: VisitsLog;
  readonly shutdowns: Shutdowns;
}

/** The key of an account and Region, as `placeOf` makes it. */
export function placeOfRegion({ studio, account }: Pick<SweepRegion, "studio" | "account">): string {
  return placeOf({ Region: studio.region, ...(account && { AccountId: account.AccountId }) });
}

/** Options for the work of a sweep. */
export interface SweepWork extends Work {
  /** After it nothing new is started; absent: no limit. */
  readonly limit?: RunLimit | undefined;
}

const leastMs = 30 * 60_000;
const perAppMs = 6_000;

/** The time limit of a run: after it nothing new is started. It begins when the apps are known. */
export interface RunLimit {
  /** Adds a number of planned apps. */
  expect(apps: number): void;
  /** Whether nothing more may start in a Region; this adds one of the `errors`. */
  over(region: string): boolean;
  leftMs(): number;
  /** Does work that does not count towards the limit, such as a prompt. */
  pause<T>(work: () => Promise<T>): Promise<T>;
  /** An error for each Region in which something did not start, once each. */
  errors(): readonly RegionError[];
}

/** The limit that the user gave, else 30 minutes, or 6 seconds an app if that is longer. Milliseconds. */
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
