import { formatBeacon } from "../../src/core/inside/beacon.ts";
import type { InsideReading } from "../../src/core/inside/reading.ts";
import { lastActiveInside, notSeenInside, workInside } from "../../src/core/inside/work.ts";

const minuteMs = 60_000;
const everyMs = 5 * minuteMs;

/** Where a beacon runs, and where it publishes. */
interface Place {
  readonly read: () => InsideReading;
  readonly publish: (value: string) => void;
}

/** The beacon of one run of an app: looks and reports as its script does, as long as it is called every five minutes. */
export class SimulatedBeacon {
  /** Nobody hears of it: its last report stays. */
  isDead = false;
  lookedAt: number | undefined;
  readonly #place: Place;
  #before: InsideReading | undefined;
  #last: number | undefined;
  #hadWork = false;
  #sent: { readonly at: number; readonly last: number; readonly active: string } | undefined;

  constructor(place: Place) {
    this.#place = place;
  }

  static readonly everyMs = everyMs;

  look(now: number): void {
    const reading = this.#place.read();
    const before = this.#before ?? reading;
    this.#before = reading;
    const work = workInside(before, reading);
    const active = work.map(({ what }) => what.replaceAll(/\d+%/g, "some"));
    const complete = notSeenInside(before, reading, "needed").length === 0;
    const open = openIn(reading);
    const closed = openIn(before).some((thing) => !open.includes(thing));
    // What was at work or open at the last look may have been in use until just now; a kernel tells when it was.
    const isActive = work.length > 0 || this.#hadWork || closed || this.#last === undefined;
    this.#hadWork = work.some(({ kind }) => kind !== "kernel");
    this.lookedAt = now;
    this.#last = isActive ? now : Math.max(this.#last ?? now, lastActiveInside(reading)?.getTime() ?? 0);
    const due = this.#sent === undefined || now - this.#sent.at >= 3 * everyMs - minuteMs / 2;
    const said = `${complete} ${active.join("/")}`;
    const same = said === this.#sent?.active && (active.length > 0 || this.#last - this.#sent.last < minuteMs);
    if (!due && same) return;
    this.#place.publish(formatBeacon({ at: new Date(now), everyMs, lastActivity: new Date(this.#last), active, complete }));
    this.#sent = { at: now, last: this.#last, active: said };
  }
}

/** What somebody can close: kernels, and the notebooks connected to them, and terminals. */
function openIn({ kernels = [], terminalNames = [] }: InsideReading): string[] {
  return [...kernels.map(({ id, state, connections = 0 }) => `${id} ${connections}${state === "dead" ? " dead" : ""}`), ...terminalNames];
}
