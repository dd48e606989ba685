import { monthlyUsd } from "../cost/storage.ts";
import { describeCommand, type FileSystem, studioFileSystemTag } from "./file-system.ts";

/** A file system that Studio created for a domain that no longer exists. */
export interface Orphan extends FileSystem {
  /** The id of the deleted domain. */
  readonly DomainId: string;
  /** What its storage costs in US dollars; absent if no price is known. */
  readonly MonthlyUsd?: number;
  /** The command that shows it without changing anything. */
  readonly Command: string;
}

/** A domain as its ARN names it. */
export interface DomainPlace {
  readonly region: string;
  readonly account: string;
  readonly domainId: string;
}

const domainArn = /^arn:[\w-]+:sagemaker:(?<region>[\w-]+):(?<account>\d{12}):domain\/(?<domainId>d-[a-z\d-]+)$/;

/**
 * The domain that a file system was made for, from the service's own tag; undefined if Studio did not create it (service-facts: Home
 * directories).
 */
export function domainOf({ Tags }: Pick<FileSystem, "Tags">): DomainPlace | undefined {
  const tag = Tags.find(({ Key }) => Key === studioFileSystemTag)?.Value ?? "";
  const { region, account, domainId } = domainArn.exec(tag)?.groups ?? {};
  return region === undefined || account === undefined || domainId === undefined ? undefined : { region, account, domainId };
}

/**
 * The file systems of a Region whose domain is not in `domainIds`, the existing domains. A file system of a domain in another Region or
 * account (such as a copy) is left out because its domain is unknown, and so is one that is being deleted.
 */
export function orphansAmong(fileSystems: readonly FileSystem[], domainIds: ReadonlySet<string>, region: string): readonly Orphan[] {
  return fileSystems.flatMap((fileSystem) => {
    const domain = domainOf(fileSystem);
    if (domain === undefined || domain.region !== region || domainIds.has(domain.domainId)) return [];
    if (!isOfAccount(fileSystem, domain.account) || ["deleting", "deleted"].includes(fileSystem.LifeCycleState)) return [];
    const usd = monthlyUsd(fileSystem, region);
    const own = {
      DomainId: domain.domainId,
      ...(usd !== undefined && { MonthlyUsd: usd }),
      Command: describeCommand(fileSystem.FileSystemId, region),
    };
    return [{ ...fileSystem, ...own }];
  });
}

function isOfAccount({ FileSystemArn }: FileSystem, account: string): boolean {
  return FileSystemArn === undefined || FileSystemArn.split(":")[4] === account;
}
