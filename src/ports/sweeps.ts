import type { Claim } from "../core/idle/claim.ts";
import type { Receipt, ReceiptGroup } from "../core/idle/receipt.ts";
import type { Memory, MemoryNews } from "../core/idle/sightings.ts";

/** Who holds a lock. */
export interface Holder {
  /** Absent if that is not known. */
  readonly since?: Date;
  /** `process 4242 on build-1`. */
  readonly by: string;
}

/** A lock that is held. */
export interface Hold {
  readonly held: true;
  readonly release: () => Promise<void>;
  /** Why it is no longer held; undefined while it is. Absent: it is held until it is released. */
  readonly whyLost?: () => string | undefined;
}

export type Acquired = Hold | { readonly held: false; readonly holder: Holder };

/** Excludes others from the same work: processes of this machine, or of all machines that share a table. */
export interface Lock {
  /**
   * Takes a part of a scope, such as an account and Region: what another process holds of it may not overlap with the claim.
   * Without a claim, the whole scope. Rejects with `failed` where nothing can be kept.
   */
  acquire(scope: string, claim?: Claim): Promise<Acquired>;
}

/** Where the record of sweeps is kept. */
export interface Receipts {
  /** What it is, if other machines share it: then the intent to stop an app has to be in it. Absent: it belongs to this machine. */
  readonly shared?: string;
  /**
   * Adds to the end; resolves when written, with `durable` when it would outlast a crash of the machine. A line that is added twice, with the same
   * run, kind, app and result, counts once, here or where it is read.
   */
  append(receipts: readonly Receipt[], how?: { readonly durable: boolean }): Promise<void>;
}

/** What to read of a record: these groups, from `since` on, up to `until` if that is given; both inclusive. */
export interface ReceiptsQuery {
  readonly since: Date;
  readonly until?: Date | undefined;
  readonly groups: readonly ReceiptGroup[];
}

/** A record read back. */
export interface ReceiptsReader {
  /**
   * Every whole line that the query asks for, the newest first: those of one group of one day (UTC) in the reverse order of writing, day by
   * day. Nothing if nothing was recorded. It is read as far as it is iterated, so that a caller that has found what it needs can end. Each receipt belongs to the caller, who may change it.
   */
  read(query: ReceiptsQuery): AsyncIterable<Receipt>;
}

/** What sweeps remember of the apps of one scope: an account and Region, or a sandbox. */
export interface SightingsStore {
  /** What it is, if other machines share it: then a run that cannot use it may stop nothing. Absent: it belongs to this machine. */
  readonly shared?: string;
  /** Rejects where the store cannot be read. Absent: there is nothing to check before its first use. */
  check?(): Promise<void>;
  /** Nothing if there is nothing yet, or nothing that can be read: then every clock starts again, and nothing is stopped because of it. */
  load(scope: string): Promise<Memory>;
  /** Adds what a run saw (`mergeMemory`). A sighting never replaces a later one. Rejects where nothing can be kept. */
  merge(scope: string, news: MemoryNews, now: Date): Promise<void>;
  /** Whether nothing was ever kept here, of any scope: then nothing says that what a run keeps is there for the next one. */
  isNew(): Promise<boolean>;
}
