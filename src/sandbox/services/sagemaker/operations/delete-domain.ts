import { resourceInUse } from "../../../protocol/service-error.ts";
import type { DomainRecord } from "../../../sagemaker-state.ts";
import { leftOf } from "../../efs/homes.ts";
import type { Context, Operation } from "../context.ts";
import { deleting } from "../entities.ts";
import { requireDomain } from "../find.ts";

interface DeleteDomainInput {
  readonly DomainId: string;
  readonly RetentionPolicy?: { readonly HomeEfsFileSystem?: "Retain" | "Delete" };
}

export const deleteDomain: Operation<DeleteDomainInput> = (input, context) => {
  const domain = requireDomain(context, input.DomainId);
  const { userProfiles, spaces, domains, tags } = context.state.sagemaker;
  const isInside = (entity: { readonly DomainId: string }): boolean => entity.DomainId === domain.DomainId;
  const inTheWay = Object.values(userProfiles).some(isInside) ? "UserProfile" : Object.values(spaces).some(isInside) ? "Space" : undefined;
  if (inTheWay !== undefined) {
    throw resourceInUse(`Unable to delete Domain [${domain.DomainArn}] because ${inTheWay}(s) are associated with it.`);
  }
  domains[domain.DomainId] = deleting(domain, "domain", domain.DomainArn, context);
  delete tags[domain.DomainArn];
  retain(domain, input, context);
  return undefined;
};

/** The home file system stays unless its deletion is asked for, and its security groups with it. */
function retain(domain: DomainRecord, { RetentionPolicy }: DeleteDomainInput, { state: { ec2 } }: Context): void {
  ec2.retainedDomains = ec2.retainedDomains.filter(({ DomainId }) => DomainId !== domain.DomainId);
  if (domain["HomeEfsFileSystemId"] === undefined || RetentionPolicy?.HomeEfsFileSystem === "Delete") return;
  ec2.retainedDomains.push(leftOf(domain));
}
