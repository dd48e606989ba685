import type { AppTypeSettings, IdleSettings } from "../domain/domain.ts";
import { usageError } from "../errors.ts";

/** The service's range of every idle time, minutes (service-facts: Settings and images). */
const range = { shortest: 60, longest: 525_600 } as const;

/** Minutes of an idle time in milliseconds. What the service does not take is a usage error. `flag` is `--idle`. */
export function idleMinutes(milliseconds: number, flag: string): number {
  const minutes = milliseconds / 60_000;
  if (!Number.isInteger(minutes)) {
    const fix = `${flag} ${Math.max(range.shortest, Math.ceil(minutes))}m`;
    throw usageError(`${flag} does not take ${milliseconds / 1_000} seconds`, { why: "idle times are whole minutes", fix });
  }
  if (minutes >= range.shortest && minutes <= range.longest) return minutes;
  throw usageError(`${flag} does not take ${minutes} minutes`, {
    why: `the service accepts ${range.shortest} to ${range.longest} minutes`,
    fix: "a duration from 60m to 365d",
  });
}

/** The settings of one app type with their idle settings changed, and nothing else: all siblings stay as they came. */
export function withIdleSettings(settings: AppTypeSettings | undefined, change: IdleSettings): AppTypeSettings {
  const lifecycle = settings?.AppLifecycleManagement;
  return { ...settings, AppLifecycleManagement: { ...lifecycle, IdleSettings: { ...lifecycle?.IdleSettings, ...change } } };
}

/** Why these times contradict each other, minimum ≤ idle ≤ maximum; nothing where they do not. */
export function contradiction(settings: IdleSettings): string | undefined {
  const { IdleTimeoutInMinutes: idle, MinIdleTimeoutInMinutes: min, MaxIdleTimeoutInMinutes: max } = settings;
  if (min !== undefined && max !== undefined && min > max) return `the minimum of ${min} minutes is above the maximum of ${max}`;
  if (idle !== undefined && min !== undefined && idle < min) return `${idle} minutes is below the minimum of ${min}`;
  if (idle !== undefined && max !== undefined && idle > max) return `${idle} minutes is above the maximum of ${max}`;
  return undefined;
}

/** One member that a change alters. */
export interface IdleDifference {
  readonly Setting: keyof IdleSettings;
  readonly Before?: string | number;
  readonly After?: string | number;
}

const members = ["LifecycleManagement", "IdleTimeoutInMinutes", "MinIdleTimeoutInMinutes", "MaxIdleTimeoutInMinutes"] as const;

export function idleDifferences(before: IdleSettings, after: IdleSettings): IdleDifference[] {
  return members
    .filter((member) => before[member] !== after[member])
    .map((member) => ({
      Setting: member,
      ...(before[member] !== undefined && { Before: before[member] }),
      ...(after[member] !== undefined && { After: after[member] }),
    }));
}
