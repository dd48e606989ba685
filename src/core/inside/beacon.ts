import type { Tag } from "../app/app.ts";
import type { Beacon } from "../idle/facts.ts";
import { visibleLine } from "../visible.ts";

/** The tag in which a beacon, a script inside an app's container, reports about its own app. */
export const beaconTag = "studioctl:beacon";

/** The version of the tag's format, and of the script that writes it. */
export const beaconVersion = 1;

const minuteMs = 60_000;

/** How often a beacon looks, in whole minutes. A longer interval would leave work unseen for longer than an app may be idle. */
export const beaconEvery = { usualMs: 5 * minuteMs, leastMs: minuteMs, mostMs: 15 * minuteMs } as const;

/** A report counts for so many intervals; a beacon that has nothing new to report writes at every third. */
const freshIntervals = 7;

/** The clock of a container may be ahead of the service's by so much, as the service's own signatures allow (SigV4: five minutes). */
const skewMs = 5 * minuteMs;

/** The most characters of a tag's value (service-facts: Tags of an app). */
const mostCharacters = 256;

/** The most characters of one active thing in a report. */
const mostOfOne = 60;

/** What a beacon reports. */
export interface BeaconReport {
  readonly at: Date;
  readonly everyMs: number;
  /** Never later than `at`. */
  readonly lastActivity: Date;
  readonly active: readonly string[];
  /** Whether the beacon could see everything that a verdict needs. */
  readonly complete: boolean;
}

/**
 * `v1 at=2026-11-26T07:00:00Z every=5m last=2026-11-26T06:40:00Z part more=2 active=terminal 2 runs train.py/1 ssh connection`: `part` if
 * something could not be seen, `more` active things that did not fit. The script of a beacon writes the same.
 */
export function formatBeacon({ at, everyMs, lastActivity, active, complete }: BeaconReport): string {
  const head = `v${beaconVersion} at=${second(at)} every=${everyMs / minuteMs}m last=${second(lastActivity)}${complete ? "" : " part"}`;
  const things = active.map((thing) => escaped(thing.trim() || "unnamed"));
  for (let shown = things.length; shown >= 0; shown -= 1) {
    const more = shown === things.length ? "" : ` more=${things.length - shown}`;
    const value = `${head}${more}${shown === 0 ? "" : ` active=${things.slice(0, shown).join("/")}`}`;
    if (value.length <= mostCharacters) return value;
  }
  return head;
}

function second(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, "Z");
}

/** Characters that stand for themselves in a report: `+` begins an escaped byte, and `/` ends a thing. */
const plain = /[A-Za-z0-9 _.:=@-]/;

function escaped(thing: string): string {
  let text = "";
  for (const byte of new TextEncoder().encode(thing)) {
    const character = String.fromCodePoint(byte);
    const written = plain.test(character) ? character : `+${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (text.length + written.length > mostOfOne) break;
    text += written;
  }
  return text;
}

const moment = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
const form = new RegExp(
  `^v${beaconVersion} at=(${moment}) every=([1-9]\\d?)m last=(${moment})( part)?(?: more=([1-9]\\d{0,3}))?(?: active=([A-Za-z0-9 _.:=@+/-]+))?$`,
);

/**
 * Reads the value of a beacon's tag, which any container whose role may tag apps could have written: whatever does not have exactly the
 * form of a report, and a report from the future, is malformed. A report is stale after seven of its intervals. Pure and total.
 */
export function parseBeacon(value: string, now: Date): Beacon {
  const malformed = { state: "malformed", active: [] } as const;
  if (value.length > mostCharacters) return malformed;
  const [, atText, minutes, lastText, part, more, names] = form.exec(value) ?? [];
  if (atText === undefined || lastText === undefined) return malformed;
  const [at, lastActivity, everyMs] = [new Date(atText), new Date(lastText), Number(minutes) * minuteMs];
  const active = names === undefined ? [] : names.split("/").map(unescaped);
  const ageMs = now.getTime() - at.getTime();
  if (!isReal(at, atText) || !isReal(lastActivity, lastText) || lastActivity > at) return malformed;
  if (everyMs < beaconEvery.leastMs || everyMs > beaconEvery.mostMs) return malformed;
  if (!(ageMs >= -skewMs) || active.some((thing) => thing === undefined || thing.trim() === "")) return malformed;
  return {
    state: ageMs <= freshIntervals * everyMs ? "fresh" : "stale",
    at,
    lastActivity,
    active: [...active.flatMap((thing) => thing ?? []), ...(more === undefined ? [] : [`${more} more`])],
    version: beaconVersion,
    complete: part === undefined,
    everyMs,
  };
}

/** Not a date such as 30 February, which would silently be another one. */
function isReal(time: Date, text: string): boolean {
  return !Number.isNaN(time.getTime()) && second(time) === text;
}

/** Undefined for an unfinished escape. */
function unescaped(text: string): string | undefined {
  if (/\+(?![0-9A-F]{2})/.test(text)) return undefined;
  const bytes = [...text.matchAll(/\+([0-9A-F]{2})|[^+]/g)].map(([character, hex]) =>
    hex === undefined ? (character.codePointAt(0) ?? 0) : Number.parseInt(hex, 16),
  );
  return visibleLine(new TextDecoder().decode(Uint8Array.from(bytes)));
}

/** The report in an app's tags; undefined without one. */
export function beaconOf(tags: readonly Tag[], now: Date): Beacon | undefined {
  const tag = tags.find(({ Key }) => Key === beaconTag);
  return tag && parseBeacon(tag.Value, now);
}
