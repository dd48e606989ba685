import type { UserSettings } from "../../../../core/domain/domain.ts";
import { type Context, type Operation, type TagList } from "../context.ts";
import { creating } from "../entities.ts";
import { checkDomainQuota } from "../quotas.ts";
import { domainRecord, nextDomainId } from "../records.ts";
import { requireAssumableRole, requireNetwork } from "../surroundings.ts";
import { setTags } from "../tagging.ts";
import { checkSettings } from "../user-settings.ts";

interface CreateDomainInput {
  readonly DomainName: string;
  readonly AuthMode: string;
  readonly DefaultUserSettings: UserSettings;
  readonly DefaultSpaceSettings?: UserSettings;
  readonly VpcId?: string;
  readonly SubnetIds?: readonly string[];
  readonly Tags?: TagList;
  readonly [member: string]: unknown;
}

export const createDomain: Operation<CreateDomainInput> = ({ Tags, ...members }, context: Context) => {
  checkDomainQuota(context);
  checkSettings(context, members.DefaultUserSettings);
  checkSettings(context, members.DefaultSpaceSettings);
  requireNetwork(context, members);
  requireAssumableRole(context, members.DefaultUserSettings.ExecutionRole);
  requireAssumableRole(context, members.DefaultSpaceSettings?.ExecutionRole);
  const DomainId = nextDomainId(context.state);
  const domain = domainRecord({ ...members, DomainId, CreationTime: context.now });
  context.state.sagemaker.domains[DomainId] = creating(domain, "domain", context);
  setTags(context, domain.DomainArn, Tags);
  return domain;
};
