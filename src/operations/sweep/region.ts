import type { RunLimit } from "./run-limit.ts";
import type { ActivityProbe } from "../../ports/activity.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Domains, Spaces, Tags, UserProfiles } from "../../ports/studio.ts";

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

/** How the work is done: calls in flight, who is told, and what ends it early. */
export interface Work {
  readonly concurrency: number;
  readonly progress: Progress;
  readonly signal?: AbortSignal | undefined;
  /** Past it nothing new is started; absent: no limit. */
  readonly limit?: RunLimit | undefined;
}
