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
 * - EFS: the rows of the price list of AmazonEFS for General Purpose, Infrequent Access, Infrequent Access-ET and Archive, as
 *   a public cost tool records them of us-west-2 (2026-07, `USW2-TimedStorage-ByteHrs` and its kin). For us-east-1
 *   aws.amazon.com/efs/pricing tells $0.30, a study of 2026-06 (factualminds.com) $0.025 for Infrequent Access, and another
 *   (vantage.sh) that Archive is 97% below Standard with elastic throughput. The first tells $0.0036 for Archive, which
 *   neither the second nor the price list bears out.
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
