import type { StateStore } from "./ports.ts";
import { currentState } from "./services/sagemaker/transitions.ts";
import type { SandboxSettings } from "./state.ts";

/** The contents of the sandbox at the present time of its clock. */
export interface SandboxStatus {
  readonly Clock: Date;
  /** How far `sandbox advance` has moved the clock. */
  readonly ClockOffsetSeconds: number;
  readonly Domains: readonly { readonly DomainId: string; readonly DomainName: string; readonly Status: string }[];
  readonly UserProfiles: number;
  readonly Spaces: number;
  readonly Images: number;
  /** The number of apps of each status. */
  readonly Apps: Readonly<Record<string, number>>;
  readonly Settings: SandboxSettings;
}

/** `realNow` is the machine's time in epoch milliseconds. */
export async function sandboxStatus(store: StateStore, realNow: number): Promise<SandboxStatus> {
  const { sagemaker, settings, clockOffsetMs } = await store.read();
  const now = realNow + clockOffsetMs;
  const { domains, userProfiles, spaces, images, apps } = currentState(sagemaker, now);
  return {
    Clock: new Date(now),
    ClockOffsetSeconds: clockOffsetMs / 1000,
    Domains: Object.values(domains).map(({ DomainId, DomainName, Status }) => ({ DomainId, DomainName, Status })),
    UserProfiles: Object.keys(userProfiles).length,
    Spaces: Object.keys(spaces).length,
    Images: Object.keys(images).length,
    Apps: countBy(Object.values(apps).map(({ Status }) => Status)),
    Settings: settings,
  };
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
