import { concurrency } from "../../core/concurrency.ts";
import pMap from "p-map";
import { collect } from "../../core/collections.ts";
import { type Check, faulty, unchecked } from "../../core/doctor/check.ts";
import { domainCheck, filesCheck, filesNameOf, nameOf, noDomains, noFiles } from "../../core/doctor/domains.ts";
import { efsEndpoint, isServiceReached, sageMakerEndpoint } from "../../core/doctor/endpoints.ts";
import type { DomainSummary } from "../../core/domain/domain.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import type { Domains } from "../../ports/studio.ts";
import type { Probes } from "./permissions.ts";
import { fileSystemsOf } from "../efs/file-systems.ts";
import { orElse } from "../errors.ts";

export interface DomainPorts {
  readonly studio: () => Promise<Pick<Domains, "listDomains" | "describeDomain"> & { readonly region: string }>;
  readonly fileSystems: () => Promise<FileSystems>;
}

/** Each domain of the Region and its home directories, if the services are reachable. */
export async function domainChecks(ports: DomainPorts, probes: Probes): Promise<readonly Check[]> {
  if (!isServiceReached(sageMakerEndpoint.action, probes)) return [unchecked("Domains", "SageMaker cannot be reached")];
  const studio = await ports.studio();
  return await orFaulty("Domains", async () => {
    const domains = await collect(studio.listDomains());
    if (domains.length === 0) return [noDomains(studio.region)];
    const efs = isServiceReached(efsEndpoint.action, probes) ? await ports.fileSystems() : undefined;
    const files = efs && { ...efs, describeFileSystem: fileSystemsOf(efs, domains.length) };
    const found = await pMap(domains, (domain) => checksOf(domain, studio, files), { concurrency });
    return found.flat();
  });
}

type Files = Pick<FileSystems, "describeFileSystem" | "listMountTargets" | "region">;

/** Without file systems EFS cannot be reached. */
async function checksOf(
  { DomainId, DomainName }: DomainSummary,
  studio: Pick<Domains, "describeDomain">,
  fileSystems: Files | undefined,
): Promise<readonly Check[]> {
  return await orFaulty(nameOf(DomainName), async () => {
    const domain = await studio.describeDomain(DomainId);
    const id = domain.HomeEfsFileSystemId;
    const files =
      id === undefined
        ? noFiles(domain)
        : fileSystems === undefined
          ? [unchecked(filesNameOf(DomainName), "EFS cannot be reached")]
          : await filesOf(DomainName, id, fileSystems);
    return [domainCheck(domain), ...files];
  });
}

async function filesOf(domainName: string, fileSystemId: string, fileSystems: Files): Promise<readonly Check[]> {
  return await orFaulty(filesNameOf(domainName), async () => {
    const [fileSystem, targets] = await Promise.all([
      fileSystems.describeFileSystem(fileSystemId),
      fileSystems.listMountTargets(fileSystemId),
    ]);
    return [filesCheck(domainName, fileSystem, targets, fileSystems.region)];
  });
}

/** A missing resource is a FAIL; with any other error the state is unknown. */
function orFaulty(name: string, checks: () => Promise<readonly Check[]>): Promise<readonly Check[]> {
  return orElse(checks, (error) => [faulty(error.code === "not-found" ? "FAIL" : "WARN", name, error)]);
}
