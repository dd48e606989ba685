import type { Sighting } from "../idle/facts.ts";

/*
 * A look inside must not count as use: neither its terminal nor what the activity monitor reports because of it.
 */

const prefix = "studioctl_look_";

/** Longer than a terminal of a look is open, with some room for clocks that differ. Milliseconds. */
const longestMs = 10 * 60_000;

/**
 * The name of a terminal through which a sweep looks inside a container. It contains the time, so that every sweep recognizes the terminals
 * of others while they are open; the terminals that `studioctl terminal` opens have other names, because people work in them.
 */
export function lookTerminalName(at: Date, nonce: string): string {
  return `${prefix}${at.getTime().toString(36)}_${nonce}`;
}

/** Whether a terminal of this name is one that a sweep opened just now. An older one is not: a look's terminal ends by itself. */
export function isLookTerminal(name: string, now: Date): boolean {
  const [, time = ""] = /^studioctl_look_([0-9a-z]{6,10})_[0-9a-z]+$/.exec(name) ?? [];
  return time !== "" && Math.abs(now.getTime() - Number.parseInt(time, 36)) < longestMs;
}

/** How long after its beginning a look may move the monitor's time, and by how much clocks may differ. Milliseconds. */
const afterMs = 40_000;
const beforeMs = 10_000;

/** The most looks that are remembered for one app. */
const mostLooks = 50;

/** The sighting of an app whose container is looked into now. */
export function withLook(sighting: Sighting, at: Date): Sighting {
  return { ...sighting, Looks: [...(sighting.Looks ?? []), at].slice(-mostLooks) };
}

/**
 * The time of the activity monitor without what looks inside did to it. A poll of the monitor while the terminal of a look is open reports
 * that terminal, and the reported time never goes back (service-facts: Looking inside a container): a time during a look is replaced by
 * the last one outside the looks, if there was one.
 */
export function monitorOutsideLooks(lastActive: Date, sighting: Pick<Sighting, "Looks" | "MonitorAt"> | undefined): Date | undefined {
  return isDuringLook(lastActive, sighting) ? sighting?.MonitorAt : lastActive;
}

function isDuringLook(moment: Date, sighting: Pick<Sighting, "Looks"> | undefined): boolean {
  const passed = (sighting?.Looks ?? []).map((at) => moment.getTime() - at.getTime());
  return passed.some((ms) => ms >= -beforeMs && ms < afterMs);
}

/** The part of a sighting that is about looks, after the monitor reported this time; looks that it cannot come from any more are dropped. */
export function looksAfter(
  lastActive: Date | undefined,
  sighting: Pick<Sighting, "Looks" | "MonitorAt">,
): Pick<Sighting, "Looks" | "MonitorAt"> {
  if (lastActive === undefined) return {};
  const looks = (sighting.Looks ?? []).filter((at) => at.getTime() + afterMs > lastActive.getTime());
  const outside = monitorOutsideLooks(lastActive, sighting);
  return { ...(looks.length > 0 && { Looks: looks }), ...(outside && { MonitorAt: outside }) };
}
