import type { Domain } from "../../core/domain/domain.ts";
import { StudioctlError, isError } from "../../core/errors.ts";
import type { FileSystem } from "../../core/efs/file-system.ts";
import type { FileSystems } from "../../ports/file-systems.ts";
import type { Domains } from "../../ports/studio.ts";
import { describeDomain } from "../domain/describe.ts";

/** A domain that has a file system. */
export type HomeDomain = Domain & { readonly HomeEfsFileSystemId: string };

/** The domain, where it has a file system for home directories; else rejects with `not-ready` and what the domain is. */
export async function domainWithHome({ studio }: { readonly studio: Domains }, domainId: string): Promise<HomeDomain> {
  const domain = await describeDomain({ studio }, domainId);
  const { HomeEfsFileSystemId } = domain;
  if (HomeEfsFileSystemId !== undefined) return { ...domain, HomeEfsFileSystemId };
  throw withoutHome(domain);
}

/** Domains can be made without one (service-facts: The model of Studio; SageMaker API: HomeEfsFileSystemCreation); others get theirs while they are created. */
function withoutHome({ DomainId, Status, FailureReason }: Domain): StudioctlError {
  const message = `domain ${DomainId} has no file system for home directories`;
  if (Status !== "InService" && Status !== "Updating") {
    return new StudioctlError("not-ready", message, {
      why: `it is ${Status}${FailureReason === undefined ? "" : `: ${FailureReason}`}`,
      fix: `studioctl domain describe ${DomainId} shows it`,
    });
  }
  return new StudioctlError("not-ready", message, {
    why: "it was created without one: each space keeps its files on its own volume",
    fix: `studioctl space list --domain ${DomainId} shows the volumes; aws sagemaker update-domain --domain-id ${DomainId} --home-efs-file-system-creation Enabled gives it one`,
  });
}

/** The file system of a domain. Rejects with `not-found` where it was deleted behind the domain's back. */
export async function homeFileSystem(
  { fileSystems }: { readonly fileSystems: FileSystems },
  { DomainId, HomeEfsFileSystemId: id }: HomeDomain,
): Promise<FileSystem> {
  try {
    return await fileSystems.describeFileSystem(id);
  } catch (error) {
    if (!isError(error, "not-found")) throw error;
    throw error.with({
      message: `file system ${id} of domain ${DomainId} is gone`,
      why: "it was deleted, and the domain's apps no longer have home directories",
      fix: "a backup may restore the files, but only a new domain gets a new file system",
    });
  }
}
