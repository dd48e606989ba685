import { sageMakerRegions } from "../connection/regions.ts";
import type { Health, HealthResult, InstalledEntry } from "../schedule/health.ts";
import { suggestion } from "../suggest.ts";
import { formatDuration } from "../time.ts";
import { type Check, type CheckResult, fail, pass, warn } from "./check.ts";

/** When security fixes of a major version of Node end, by major version (nodejs/Release, schedule.json). */
const endOfLife: Readonly<Record<number, string>> = {
  20: "2026-04-30",
  21: "2024-06-01",
  22: "2027-04-30",
  23: "2025-06-01",
  24: "2028-04-30",
  25: "2026-06-01",
  26: "2029-04-30",
};

/** @param engines the supported range in package.json: `>=20.19` */
export function nodeCheck(version: string, engines: string, now: Date): Check {
  const [major = 0, minor = 0] = numbers(version);
  const [leastMajor = 0, leastMinor = 0] = numbers(engines);
  if (major < leastMajor || (major === leastMajor && minor < leastMinor)) {
    return fail("Node", `${version}, but ${engines} is required`, "install a current Node: https://nodejs.org/en/download");
  }
  const end = endOfLife[major];
  if (end === undefined || now < new Date(end)) return pass("Node", version);
  return warn(
    "Node",
    `${version}: Node ${major} gets no security fixes since ${end}`,
    "install a line with long-term support: https://nodejs.org/en/about/previous-releases",
  );
}

function numbers(text: string): number[] {
  return [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}

const second = 1_000;
const noticeableMs = 60 * second;
/** Services refuse requests signed further in the past or future than this (Signature Version 4). */
const refusedMs = 300 * second;

const setTheClock = "synchronize the clock of this machine: timedatectl set-ntp true, or your system's date and time settings";

/** @param skewMs the service's time minus this machine's */
export function clockCheck(skewMs: number): Check {
  const off = Math.abs(skewMs);
  if (off < noticeableMs) return pass("Clock", off < 2 * second ? "agrees with the service's" : apart(skewMs));
  if (off < refusedMs) return warn("Clock", apart(skewMs), setTheClock);
  return fail(
    "Clock",
    `${apart(skewMs)}, and services refuse requests that are signed with a clock more than five minutes off`,
    setTheClock,
  );
}

function apart(skewMs: number): string {
  return `${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? "behind" : "ahead of"} the service's`;
}

/** The sandbox has its own clock, which the user sets. */
export function sandboxClockCheck(skewMs: number): Check {
  return pass(
    "Clock",
    Math.abs(skewMs) < 2 * second ? "agrees with the sandbox's" : `${apart(skewMs).replace("service", "sandbox")}, which was advanced`,
  );
}

/** The Region in use. A Region that the list of this version does not contain may be new, so it is tried anyway. */
export function regionCheck(region: string, from: string): Check {
  const known = Object.values(sageMakerRegions).flat();
  const detail = `${region}, from ${from}`;
  return known.includes(region)
    ? pass("Region", detail)
    : warn("Region", `${detail}: SageMaker is not known to exist there`, suggestion(region, known));
}

/** Whether a schedule runs: a schedule that cannot run, or whose last run failed, is a FAIL; a state that may resolve itself is a WARN. */
const results: Readonly<Record<HealthResult, CheckResult>> = {
  worked: "PASS",
  running: "PASS",
  "never ran": "PASS",
  unknown: "WARN",
  overdue: "WARN",
  inactive: "WARN",
  "partly failed": "WARN",
  failed: "FAIL",
  "program missing": "FAIL",
};

export function scheduleCheck({ entry, health }: { readonly entry: InstalledEntry; readonly health: Health }): Check {
  const every = entry.interval === undefined ? "" : `every ${formatDuration(entry.interval.milliseconds)}, `;
  const make = { PASS: pass, WARN: warn, FAIL: fail }[results[health.result]];
  return make(`Schedule ${entry.name} (${entry.kind})`, `${every}${health.result}: ${health.detail}`, health.fix);
}
