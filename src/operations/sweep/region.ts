import type { Work } from "../concurrently.ts";
import type { RunLimit } from "./run-limit.ts";
import type { ActivityProbe } from "../../ports/activity.ts";
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

/** How the work of a sweep is done. */
export interface SweepWork extends Work {
  /** Past it nothing new is started; absent: no limit. */
  readonly limit?: RunLimit | undefined;
}
