import { rounded, sumUsd } from "./billing.ts";
import { gibibytes } from "../bytes.ts";
import type { SpaceSummary } from "../domain/domain.ts";
import { monthlyUsd } from "../efs/usage.ts";
import type { FileSystem } from "../efs/file-system.ts";
import { storagePrices } from "./storage-prices.ts";

/** A domain's file system, which is charged for by what it holds, or a space's volume, by its size. */
export interface Storage {
  readonly Kind: "EFS" | "EBS";
  readonly DomainId: string;
  readonly FileSystemId?: string;
  readonly SpaceName?: string;
  /** The owner of the space. */
  readonly UserProfileName?: string;
  /** 2^30 bytes. */
  readonly SizeInGb: number;
  /** Absent where no price is known. */
  readonly MonthlyUsd?: number;
}

/** What some storage comes to. */
export interface StorageCost {
  readonly SizeInGb: number;
  /** Of what has a known price; absent where nothing has. */
  readonly MonthlyUsd?: number;
  /** Without a known price: in no sum. */
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

/** All of it together. */
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
