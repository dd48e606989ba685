import type { Beacon } from "../idle/facts.ts";
import { formatDuration, msSince } from "../time.ts";
import { visibleLine } from "../visible.ts";
import { beaconEvery } from "./beacon.ts";

/** What can be said about the beacon of a running app, and why. */
export interface BeaconStanding {
  /**
   * `started-before`: the app was started before the beacon was installed. `none`: none is installed for it. `unknown`: it could not be
   * read.
   */
  readonly state: "reporting" | "silent" | "refused" | "started-before" | "none" | "unknown";
  /** One line for a person. */
  readonly reason: string;
  /** Its last report that can be read, fresh or not. */
  readonly beacon?: Beacon;
}

export interface BeaconSigns {
  /** The app's tag. */
  readonly beacon: Beacon | undefined;
  /** Whether the app was started with a beacon. */
  readonly started: boolean;
  /** Whether it would be, if it were started now. */
  readonly installed: boolean;
  /** What the beacon wrote when the app started. */
  readonly said: string | undefined;
  readonly startedAt: Date;
  readonly now: Date;
}

/** Pure and total. */
export function beaconStanding({ beacon, started, installed, said, startedAt, now }: BeaconSigns): BeaconStanding {
  if (beacon !== undefined) return reported(beacon, now);
  if (started) return unheard(said, msSince(startedAt, now));
  if (installed) return { state: "started-before", reason: "the app was started before the beacon was installed" };
  return { state: "none", reason: "no beacon is installed for it" };
}

function reported(beacon: Beacon, now: Date): BeaconStanding {
  const { state, at } = beacon;
  if (state === "malformed" || at === undefined) return { state: "silent", reason: "its tag is not a report of a beacon" };
  const ago = `last report ${formatDuration(msSince(at, now))} ago`;
  return { state: state === "fresh" ? "reporting" : "silent", reason: ago, beacon };
}

/** After so long without any report, an app's beacon is silent for good reason or not; before, it may still be about to report. */
const patienceMs = 3 * beaconEvery.usualMs;

/** Words in the errors of boto3 and of the aws command for a missing permission. */
const refusal = /AccessDenied|not authorized to perform/i;

function unheard(said: string | undefined, ageMs: number): BeaconStanding {
  if (said !== undefined && refusal.test(said)) return { state: "refused", reason: `it may not tag its app: ${visibleLine(said)}` };
  if (said !== undefined) return { state: "silent", reason: visibleLine(said) };
  const age = `the app started ${formatDuration(ageMs)} ago`;
  return { state: "silent", reason: ageMs < patienceMs ? `no report yet; ${age}` : `it never reported; ${age}` };
}
