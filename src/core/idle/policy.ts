/** When an app counts as idle, and what keeps it. Times in milliseconds. */
export interface Policy {
  /** Without activity for this long an app is idle. */
  readonly idleMs: number;
  /** An app younger than this is left alone. */
  readonly graceMs: number;
  /** Apps that cannot be observed stop at this age; absent: never. */
  readonly maxAgeMs?: number;
  /** Whether an open terminal that tells no time (Classic) keeps its app. */
  readonly keepTerminals: boolean;
  /** Whether apps stop that nothing holds but a kernel that never got past starting. */
  readonly stopStuck: boolean;
  /** Tags that keep an app, beside `studioctl:keep`. */
  readonly protectTags: readonly ProtectTag[];
}

export interface ProtectTag {
  readonly Key: string;
  /** Absent: any value. */
  readonly Value?: string;
}

export const defaultPolicy: Policy = {
  idleMs: 60 * 60_000,
  graceMs: 15 * 60_000,
  keepTerminals: true,
  stopStuck: false,
  protectTags: [],
};
