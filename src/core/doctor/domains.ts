import type { Domain } from "../domain/domain.ts";
import { type FileSystem, type MountTarget, describeCommand } from "../efs/file-system.ts";
import { type Check, fail, pass, warn } from "./check.ts";

const broken = /Failed$/;

const remedies: Readonly<Record<string, (domainId: string) => string>> = {
  Failed: (id) => `delete it, and make another: studioctl domain delete ${id} --efs delete`,
  Update_Failed: (id) => `change it again: studioctl domain update ${id}`,
  Delete_Failed: (id) => `delete it again: studioctl domain delete ${id} --efs retain`,
};

/** Checks whether a domain can be used. */
export function domainCheck({ DomainId, DomainName, Status, FailureReason }: Domain): Check {
  const name = nameOf(DomainName);
  const detail = `${DomainId} is ${Status}`;
  if (Status === "InService") return pass(name, detail);
  const because = FailureReason === undefined ? detail : `${detail}: ${FailureReason}`;
  if (!broken.test(Status)) return warn(name, because, "wait until the change is complete: studioctl domain list");
  return fail(name, because, remedies[Status]?.(DomainId));
}

export function nameOf(domainName: string): string {
  return `Domain ${domainName}`;
}

export function filesNameOf(domainName: string): string {
  return `Files of ${domainName}`;
}

/** Checks whether apps of the domain can reach their home directories: the file system and its mount targets. */
export function filesCheck(domainName: string, fileSystem: FileSystem, targets: readonly MountTarget[], region: string): Check {
  const name = filesNameOf(domainName);
  const { FileSystemId, LifeCycleState } = fileSystem;
  const available = targets.filter((target) => target.LifeCycleState === "available").length;
  const detail = `${FileSystemId} is ${LifeCycleState}, ${available} of ${targets.length} mount targets available`;
  if (LifeCycleState !== "available" && LifeCycleState !== "updating") return fail(name, detail, describeCommand(FileSystemId, region));
  if (available === 0) return fail(name, detail, `aws efs describe-mount-targets --file-system-id ${FileSystemId} --region ${region}`);
  return available === targets.length
    ? pass(name, detail)
    : warn(
        name,
        detail,
        `apps in a zone without one do not start: aws efs describe-mount-targets --file-system-id ${FileSystemId} --region ${region}`,
      );
}

/**
 * Domains can be made without a file system (service-facts: The model of Studio): that is not an error. A domain that is not InService may
 * still get one.
 */
export function noFiles({ DomainName, Status }: Domain): readonly Check[] {
  return Status === "InService"
    ? [pass(filesNameOf(DomainName), "it has no file system: each space keeps its files on its own volume")]
    : [];
}

export function noDomains(region: string): Check {
  return warn("Domains", `none in ${region}`, "give another --region, or create one: studioctl domain create --quick");
}
