/** US dollars for a GB (2^30 bytes) stored for a month in one Region; a member is absent where no source was found. */
export interface StoragePrices {
  /** EFS over several availability zones, as Studio makes it. */
  readonly EfsStandard?: number;
  /** With bursting or provisioned throughput. */
  readonly EfsInfrequentAccess?: number;
  /** With elastic throughput, where reading is charged by itself. */
  readonly EfsInfrequentAccessElastic?: number;
  readonly EfsArchive?: number;
  /** The gp3 volume of a space, usage type `Studio:VolumeUsage.gp3`: by its size, whatever it holds. */
  readonly SpaceVolume?: number;
}

/** The day the figures were collected, `YYYY-MM-DD`. */
export const storagePricesAsOf = "2026-11-22";

/*
 * Storage as AWS publishes it. Only what has a source: a Region or a figure that is missing was not found, which does not
 * make it free.
 *
 * Sources:
 * - EFS: the classes that the price list of AmazonEFS tells apart (General Purpose, Infrequent Access, Infrequent Access-ET,
 *   Archive), as rows of it are recorded for `USW2-TimedStorage-ByteHrs`, `USW2-IATimedStorage-ByteHrs`,
 *   `USW2-IATimedStorage-ET-ByteHrs` and `USW2-ArchiveTimedStorage-ByteHrs` by a public cost tool (2026-07). Of us-east-1
 *   aws.amazon.com/efs/pricing and studies of it (vantage.sh, cloudburn.io 2026-03, factualminds.com 2026-06) tell $0.30 and
 *   the same for Infrequent Access by throughput mode; they differ about Archive, where the price list counts.
 * - Volumes of spaces: `USE1-Studio:VolumeUsage.gp3`, as tabled by a public cost study; a bill of 5 GB for $0.56 agrees.
 */
const efs = { EfsStandard: 0.3, EfsInfrequentAccess: 0.025, EfsInfrequentAccessElastic: 0.016, EfsArchive: 0.008 } satisfies StoragePrices;

const table: Readonly<Record<string, StoragePrices>> = {
  "us-east-1": { ...efs, SpaceVolume: 0.112 },
  "us-west-2": efs,
};

/** What storage costs in a Region; without members where nothing is known of it: show no figure then, never a guess. */
export function storagePrices(region: string): StoragePrices {
  return table[region] ?? {};
}
