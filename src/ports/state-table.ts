import type { Tag } from "../core/app/app.ts";
import type { Claim } from "../core/idle/claim.ts";

/** A DynamoDB table, as far as the state of sweeps needs it. */
export interface TableStatus {
  readonly TableArn: string;
  /** `ACTIVE`, `CREATING`, `UPDATING`… */
  readonly TableStatus: string;
  /** Whether its keys are the strings pk and sk. */
  readonly hasKeys: boolean;
  readonly BillingMode: string;
  /** DynamoDB counts every six hours (service-facts: Tables of DynamoDB). */
  readonly ItemCount: number;
  readonly TableSizeBytes: number;
}

/** The account and Region of sightings, with what is known of them. */
export interface ScopeStatus {
  readonly Scope: string;
  /** The number of apps that the last run saw. */
  readonly Apps: number;
  readonly LastRunAt?: Date;
}

/** A lease that has not expired. */
export interface LeaseStatus {
  readonly Scope: string;
  readonly By: string;
  readonly Since: string;
  readonly ExpiresAt: string;
  /** Absent: the whole scope. */
  readonly Claim?: Claim;
}

/** Makes and describes one state table. */
export interface StateTableAdmin {
  readonly name: string;
  readonly region: string;
  /** Undefined if there is no such table. */
  status(): Promise<TableStatus | undefined>;
  create(tags: readonly Tag[]): Promise<void>;
  /** The attribute by which items expire; undefined if none do. */
  expiresBy(): Promise<string | undefined>;
  letExpire(): Promise<void>;
  hasPointInTimeRecovery(): Promise<boolean>;
  enablePointInTimeRecovery(): Promise<void>;
  /** The layout of its items: the number in its mark; undefined without a mark. */
  layout(): Promise<number | undefined>;
  /** Writes the mark, by which runs know that the table is theirs. */
  writeMark(): Promise<void>;
  isEmpty(): Promise<boolean>;
  scopes(): Promise<readonly ScopeStatus[]>;
  leases(): Promise<readonly LeaseStatus[]>;
  /** The days that have receipts, oldest first: `2026-03-02`. */
  days(): Promise<readonly string[]>;
}
