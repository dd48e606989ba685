import { concurrency } from "../core/concurrency.ts";
import pMap from "p-map";
import { type HourlyPrices, rounded } from "../core/cost/billing.ts";
import { collect } from "../core/collections.ts";
import {
  type DomainCost,
  type InstanceCost,
  type InstanceTypeCost,
  type OwnerCost,
  billedInstances,
  costByDomain,
  costByInstanceType,
  costByOwner,
  instanceCost,
  named,
} from "../core/cost/cost.ts";
import type { DomainSummary } from "../core/domain/domain.ts";
import { StudioctlError, isError, whyFailed } from "../core/errors.ts";
import { type Storage, homeStorage, spaceStorage, storageCost } from "../core/cost/storage.ts";
import type { FileSystem } from "../core/efs/file-system.ts";
import type { Clock } from "../ports/clock.ts";
import type { FileSystems } from "../ports/file-systems.ts";
import type { Apps, Domains, Spaces } from "../ports/studio.ts";
import { requireDomain } from "./domain/resolve.ts";
import { withinLimit } from "./concurrently.ts";
import { fileSystemsOf } from "./efs/file-systems.ts";

/** What Studio costs now in one Region: compute by the hour, storage by the month. */
export interface CostReport extends InstanceCost {
  readonly Region: string;
  readonly ByDomain: readonly DomainCost[];
  readonly ByUser: readonly OwnerCost[];
  readonly ByInstanceType: readonly InstanceTypeCost[];
  readonly StorageSizeInGb: number;
  /** Of storage with a known price; absent if there are none. */
  readonly StorageMonthlyUsd?: number;
  readonly Storage: readonly DomainStorage[];
  /** Domains whose file system could not be read: its storage is not included. */
  readonly Unread: readonly UnreadHome[];
}

export interface DomainStorage extends Storage {
  readonly DomainName: string;
}

export interface UnreadHome {
  readonly DomainId: string;
  readonly DomainName: string;
  readonly Reason: string;
  readonly Why?: string;
  readonly Fix?: string;
}

interface Ports {
  readonly studio: Domains & Apps & Spaces & { readonly region: string };
  readonly fileSystems: Pick<FileSystems, "describeFileSystem" | "listFileSystems">;
  /** May still be loading while the lists are read. */
  readonly prices: HourlyPrices | Promise<HourlyPrices>;
  readonly clock: Pick<Clock, "sleep">;
  readonly signal?: AbortSignal;
}

/**
 * Compute and storage of all domains of the Region, or of one, with their cost. Rejects as the calls do, and with `not-found` where the
 * domain is not there; if EFS refuses or does not answer within the time limit, the report leaves it out and says so.
 */
export async function readCost({ studio, fileSystems, prices, clock, signal }: Ports, DomainId?: string): Promise<CostReport> {
  const { region } = studio;
  const filter = DomainId === undefined ? {} : { DomainId };
  const [all, apps, spaces, priced] = await Promise.all([
    collect(studio.listDomains()),
    collect(studio.listApps(filter)),
    collect(studio.listSpaces(filter)),
    prices,
  ]);
  const domains = all.filter((domain) => DomainId === undefined || domain.DomainId === DomainId);
  if (DomainId !== undefined && domains.length === 0) await requireDomain({ studio }, DomainId);
  const sizes = fileSystemReader(fileSystems, domains.length, clock, signal);
  const homes = await pMap(domains, (domain) => readHome(studio, sizes, domain), { concurrency });
  const instances = billedInstances(apps, spaces, priced, region);
  const stored = [...homes.flat().filter((home) => "Kind" in home), ...spaceStorage(spaces, region)];
  const { SizeInGb, MonthlyUsd } = storageCost(stored);
  return {
    Region: region,
    ...instanceCost(instances),
    ByDomain: costByDomain(instances, domains),
    ByUser: costByOwner(instances, domains),
    ByInstanceType: costByInstanceType(instances),
    StorageSizeInGb: SizeInGb,
    ...(MonthlyUsd !== undefined && { StorageMonthlyUsd: MonthlyUsd }),
    Storage: stored.map(({ Kind, DomainId: id, ...rest }) => ({ Kind, ...named(id, domains), ...rest })),
    Unread: homes.flat().filter((home) => "Reason" in home),
  };
}

function total(figures: readonly number[]): number {
  return rounded(figures.reduce((sum, figure) => sum + figure, 0));
}

/** The sums of several reports. */
export function sumOfCosts(reports: readonly CostReport[]): InstanceCost & Pick<CostReport, "StorageSizeInGb" | "StorageMonthlyUsd"> {
  const hourly = reports.flatMap(({ HourlyUsd }) => HourlyUsd ?? []);
  const monthly = reports.flatMap(({ StorageMonthlyUsd }) => StorageMonthlyUsd ?? []);
  return {
    Instances: total(reports.map(({ Instances }) => Instances)),
    ...(hourly.length > 0 && { HourlyUsd: total(hourly) }),
    Unpriced: [...new Set(reports.flatMap(({ Unpriced }) => Unpriced))],
    StorageSizeInGb: total(reports.map(({ StorageSizeInGb }) => StorageSizeInGb)),
    ...(monthly.length > 0 && { StorageMonthlyUsd: total(monthly) }),
  };
}

/** The file system of a domain; undefined if it has none yet. */
async function readHome(
  studio: Ports["studio"],
  readFileSystem: (id: string) => Promise<FileSystem>,
  { DomainId, DomainName }: DomainSummary,
): Promise<readonly (Storage | UnreadHome)[]> {
  try {
    const { HomeEfsFileSystemId } = await studio.describeDomain(DomainId);
    if (HomeEfsFileSystemId === undefined) return [];
    return [homeStorage(DomainId, await readFileSystem(HomeEfsFileSystemId), studio.region)];
  } catch (error) {
    if (!(error instanceof StudioctlError) || isError(error, "interrupted", "no-credentials")) throw error;
    const { why, fix } = error;
    return [
      { DomainId, DomainName, Reason: whyFailed(error), ...(why !== undefined && { Why: why }), ...(fix !== undefined && { Fix: fix }) },
    ];
  }
}

/** Reads file systems within the time limit of an optional service. Once EFS is unreachable, no other is requested. */
function fileSystemReader(
  fileSystems: Ports["fileSystems"],
  count: number,
  clock: Ports["clock"],
  signal: AbortSignal | undefined,
): (id: string) => Promise<FileSystem> {
  const read = fileSystemsOf(fileSystems, count);
  let lost: StudioctlError | undefined;
  return async (id) => {
    if (lost !== undefined) throw lost;
    try {
      return await withinLimit(clock, signal, () => read(id));
    } catch (error) {
      signal?.throwIfAborted();
      if (isError(error, "timeout", "unavailable")) lost = error;
      throw error;
    }
  };
}
