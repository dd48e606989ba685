import { resourceInUse } from "../../../protocol/service-error.ts";
import type { Operation } from "../context.ts";
import { deleting } from "../entities.ts";
import { requireDomain } from "../find.ts";

export const deleteDomain: Operation<{ readonly DomainId: string }> = (input, context) => {
  const domain = requireDomain(context, input.DomainId);
  const { userProfiles, spaces, domains, tags } = context.state.sagemaker;
  const isInside = (entity: { readonly DomainId: string }): boolean => entity.DomainId === domain.DomainId;
  const inTheWay = Object.values(userProfiles).some(isInside) ? "UserProfile" : Object.values(spaces).some(isInside) ? "Space" : undefined;
  if (inTheWay !== undefined) {
    throw resourceInUse(`Unable to delete Domain [${domain.DomainArn}] because ${inTheWay}(s) are associated with it.`);
  }
  domains[domain.DomainId] = deleting(domain, "domain", domain.DomainArn, context);
  delete tags[domain.DomainArn];
  return undefined;
};
