import { parseDuration } from "../core/time.ts";
import type { SeedFileSystem, SeedRetained } from "./seed-document.ts";
import { leftOf } from "./services/efs/homes.ts";
import { domainRecord } from "./services/sagemaker/records.ts";
import type { HomeFileSystem } from "./sagemaker-state.ts";
import type { RetainedDomain } from "./state.ts";

/** What a seed says of a home file system, as a member of its domain. */
export function seededFileSystem({ efsGb, accessPoints = [] }: SeedFileSystem): { readonly homeFileSystem: HomeFileSystem } {
  const points = accessPoints.map(({ name, path, user }) => ({ name, path, ...(user && { user }) }));
  return {
    homeFileSystem: {
      ...(efsGb !== undefined && { storedGb: typeof efsGb === "number" ? { standard: efsGb } : efsGb }),
      ...(points.length > 0 && { accessPoints: points }),
    },
  };
}

/** What a domain left that was an ordinary one. */
export function seededRetained(DomainId: string, seed: SeedRetained, now: number): RetainedDomain {
  const CreationTime = now - parseDuration(seed.created);
  return leftOf(domainRecord({ DomainId, DomainName: DomainId, CreationTime, ...seededFileSystem(seed) }));
}
