import type { Claim } from "../core/idle/claim.ts";

/** Who holds a lock. */
export interface Holder {
  /** Absent where that is not known. */
  readonly since?: Date;
  /** `process 4242 on build-1`. */
  readonly by: string;
}

export type Acquired = { readonly held: true; readonly release: () => Promise<void> } | { readonly held: false; readonly holder: Holder };

/** Excludes other processes of this machine from the same work. */
export interface Lock {
  /**
   * Takes a part of a place, such as an account and Region: what another process holds of it may not overlap with the claim.
   * Without a claim, the whole place. Rejects with `failed` where nothing can be kept.
   */
  acquire(place: string, claim?: Claim): Promise<Acquired>;
}
