import { gibibytes } from "../bytes.ts";
import type { SpaceSummary } from "../domain/domain.ts";
import type { FileSystem } from "../efs/file-system.ts";
import { rounded, sumUsd } from "./billing.ts";

/** US dollars for a GB (2^30 bytes) stored for a month in one Region; a member is absent if no source was found. */
export interface StoragePrices {
  /** EFS in several availability zones, as Studio creates it. */
  readonly EfsStandard?: number;
  /** With bursting or provisioned throughput. */
  readonly EfsInfrequentAccess?: number;
  /** With elastic throughput, where reads are charged separately. */
  readonly EfsInfrequentAccessElastic?: number;
  readonly EfsArchive?: number;
  /** The gp3 volume of a space, usage type `Studio:VolumeUsage.gp3`: by its size, not by its contents. */
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

/** Storage prices of a Region; empty if they are not known: then no figure is shown. */
export function storagePrices(region: string): StoragePrices {
  return table[region] ?? {};
}

/** A domain's file system, charged by its contents, or a space's volume, charged by its size. */
export interface Storage {
  readonly Kind: "EFS" | "EBS";
  readonly DomainId: string;
  readonly FileSystemId?: string;
  readonly SpaceName?: string;
  /** The owner of the space. */
  readonly UserProfileName?: string;
  /** 2^30 bytes. */
  readonly SizeInGb: number;
  /** Absent if no price is known. */
  readonly MonthlyUsd?: number;
}

/** The cost of some storage. */
export interface StorageCost {
  readonly SizeInGb: number;
  /** The cost of items with a known price; absent if there are none. */
  readonly MonthlyUsd?: number;
  /** The number of items without a known price, which no sum includes. */
  readonly Unpriced: number;
}

/** The home directories of a domain. */
export function homeStorage(DomainId: string, fileSystem: FileSystem, region: string): Storage {
  const size = { FileSystemId: fileSystem.FileSystemId, SizeInGb: rounded(gibibytes(fileSystem.SizeInBytes.Value)) };
  return { Kind: "EFS", DomainId, ...size, ...priced(monthlyUsd(fileSystem, region)) };
}

/** The volumes of spaces; a space without one, such as a shared one of Classic, has none. */
export function spaceStorage(spaces: readonly SpaceSummary[], region: string): Storage[] {
  const price = storagePrices(region).SpaceVolume;
  return spaces.flatMap(({ DomainId, SpaceName, SpaceSettingsSummary: settings, OwnershipSettingsSummary: owner }) => {
    const SizeInGb = settings?.SpaceStorageSettings?.EbsStorageSettings?.EbsVolumeSizeInGb;
    if (SizeInGb === undefined) return [];
    const user = owner?.OwnerUserProfileName;
    const usd = price === undefined ? undefined : price * SizeInGb;
    return [{ Kind: "EBS" as const, DomainId, SpaceName, ...(user !== undefined && { UserProfileName: user }), SizeInGb, ...priced(usd) }];
  });
}

/** The total of all storage. */
export function storageCost(storage: readonly Storage[]): StorageCost {
  return {
    SizeInGb: rounded(storage.reduce((sum, { SizeInGb }) => sum + SizeInGb, 0)),
    ...priced(sumUsd(storage.map(({ MonthlyUsd }) => MonthlyUsd))),
    Unpriced: storage.filter(({ MonthlyUsd }) => MonthlyUsd === undefined).length,
  };
}

function priced(usd: number | undefined): { readonly MonthlyUsd?: number } {
  return usd === undefined ? {} : { MonthlyUsd: rounded(usd) };
}

/** The part of a file system in one storage class. */
export interface StoredClass {
  readonly StorageClass: "Standard" | "InfrequentAccess" | "Archive";
  readonly Bytes: number;
  /** US dollars for a GB (2^30 bytes) a month; absent if none is known. */
  readonly UsdPerGbMonth?: number;
  readonly MonthlyUsd?: number;
}

type Stored = Pick<FileSystem, "SizeInBytes" | "ThroughputMode" | "AvailabilityZoneName">;

/** A file system's bytes by storage class, and their monthly cost; bytes that the service does not assign to a class count as Standard. */
export function storedClasses({ SizeInBytes: size, ThroughputMode, AvailabilityZoneName }: Stored, region: string): readonly StoredClass[] {
  // Other prices apply to a file system in a single zone.
  const prices = AvailabilityZoneName === undefined ? storagePrices(region) : {};
  const { ValueInIA = 0, ValueInArchive = 0, ValueInStandard = size.Value - ValueInIA - ValueInArchive } = size;
  const infrequent = ThroughputMode === "elastic" ? prices.EfsInfrequentAccessElastic : prices.EfsInfrequentAccess;
  return [
    stored("Standard", ValueInStandard, prices.EfsStandard),
    stored("InfrequentAccess", ValueInIA, infrequent),
    stored("Archive", ValueInArchive, prices.EfsArchive),
  ];
}

function stored(StorageClass: StoredClass["StorageClass"], Bytes: number, UsdPerGbMonth: number | undefined): StoredClass {
  return {
    StorageClass,
    Bytes,
    ...(UsdPerGbMonth !== undefined && { UsdPerGbMonth, MonthlyUsd: rounded(gibibytes(Bytes) * UsdPerGbMonth) }),
  };
}

/** What storing a file system's bytes costs a month; undefined if a class in use has no known price. */
export function monthlyUsd(fileSystem: Stored, region: string): number | undefined {
  const held = storedClasses(fileSystem, region).filter(({ Bytes }) => Bytes > 0);
  if (held.some((each) => each.MonthlyUsd === undefined)) return undefined;
  return sumUsd(held.map((each) => each.MonthlyUsd));
}
