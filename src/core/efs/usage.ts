import { rounded, sumUsd } from "../cost/billing.ts";
import { gibibytes } from "../bytes.ts";
import type { FileSystem } from "./file-system.ts";
import { storagePrices } from "../cost/storage-prices.ts";

/** What a file system keeps in one storage class. */
export interface StoredClass {
  readonly StorageClass: "Standard" | "InfrequentAccess" | "Archive";
  readonly Bytes: number;
  /** US dollars for a GB (2^30 bytes) a month; absent where none is known. */
  readonly UsdPerGbMonth?: number;
  readonly MonthlyUsd?: number;
}

type Stored = Pick<FileSystem, "SizeInBytes" | "ThroughputMode" | "AvailabilityZoneName">;

/** A file system's bytes by storage class, and what they cost a month; what the service does not tell apart is Standard. */
export function storedClasses({ SizeInBytes: size, ThroughputMode, AvailabilityZoneName }: Stored, region: string): readonly StoredClass[] {
  // A file system of one zone is charged by other prices.
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

/** What storing a file system's bytes costs a month; undefined where a class that holds some has no known price. */
export function monthlyUsd(fileSystem: Stored, region: string): number | undefined {
  const held = storedClasses(fileSystem, region).filter(({ Bytes }) => Bytes > 0);
  if (held.some((each) => each.MonthlyUsd === undefined)) return undefined;
  return sumUsd(held.map((each) => each.MonthlyUsd));
}
