import { monthlyUsd } from "../cost/storage.ts";
import { describeCommand, type FileSystem, studioFileSystemTag } from "./file-system.ts";

/** A file system that Studio made for a domain that is gone. */
export interface Orphan extends FileSystem {
  /** Of the domain that was. */
  readonly DomainId: string;
  /** What its storage costs in US dollars; absent if no price is known. */
  readonly MonthlyUsd?: number;
  /** Shows it, and changes nothing. */
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
 * The domain that a file system was made for, by the service's own tag; undefined if it is none of Studio's (service-facts: Home
 * directories).
 */
export function domainOf({ Tags }: Pick<FileSystem, "Tags">): DomainPlace | undefined {
  const tag = Tags.find(({ Key }) => Key === studioFileSystemTag)?.Value ?? "";
  const { region, account, domainId } = domainArn.exec(tag)?.groups ?? {};
  return region === undefined || account === undefined || domainId === undefined ? undefined : { region, account, domainId };
}

/**
 * Those of a Region's file systems whose domain is not among `domainIds`, the domains there are. Of one made for a domain of
 * another Region or account (a copy, say) nothing can be told: it is none. Those on their way out are left out.
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
