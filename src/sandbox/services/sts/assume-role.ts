import { exchanged, memberAccount, stateOf } from "../../accounts.ts";
import { deniedTo, isDenied, refusal } from "../../denials.ts";
import { type Caller, home, named } from "../../home.ts";
import type { Context, Operation } from "../../operation.ts";
import { ServiceError } from "../../protocol/service-error.ts";
import type { RoleRecord } from "../../state.ts";
import { roleKey } from "../iam/records.ts";
import { trusts } from "./trust.ts";

interface AssumeRoleInput {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
  readonly ExternalId?: string;
  readonly SourceIdentity?: string;
}

const defaultSeconds = 3_600;

/** A session of a role of any account of the organization, if the trust policy of the role allows it. */
export const assumeRole: Operation<AssumeRoleInput> = (input, context) => {
  const { RoleArn, RoleSessionName, DurationSeconds = defaultSeconds, ExternalId, SourceIdentity } = input;
  const { state, caller, now, roleSessions } = context;
  const found = roleOf(context, RoleArn);
  const conditions = { ExternalId };
  // The same refusal for a role that is not there: it does not say which roles an account has.
  if (found === undefined || !trusts(found.policy, caller, "sts:AssumeRole", conditions)) throw denied(caller, "sts:AssumeRole", RoleArn);
  if (SourceIdentity !== undefined) {
    const mayNot = isDenied(deniedTo(state, caller), "sts:SetSourceIdentity");
    if (mayNot || !trusts(found.policy, caller, "sts:SetSourceIdentity", conditions))
      throw denied(caller, "sts:SetSourceIdentity", RoleArn);
  }
  const longest = caller.role === undefined ? Number(found.role["MaxSessionDuration"]) : defaultSeconds;
  if (DurationSeconds > longest)
    throw new ServiceError("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  const { account, role } = found;
  const arn = `arn:aws:sts::${account}:assumed-role/${role.RoleName}/${RoleSessionName}`;
  const session = { account, arn, userId: `${String(role["RoleId"])}:${RoleSessionName}`, role: role.RoleName };
  const Expiration = now + DurationSeconds * 1_000;
  const { accessKeyId, secretAccessKey, token } = roleSessions.issue({ caller: session, expiresAt: Expiration });
  return {
    Credentials: { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: token, Expiration },
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: arn },
    ...(SourceIdentity !== undefined && { SourceIdentity }),
  };
};

interface FoundRole {
  readonly account: string;
  readonly role: RoleRecord;
  /** With the ids of accounts as they are outside. */
  readonly policy: string;
}

function roleOf({ wholeState }: Context, arn: string): FoundRole | undefined {
  const [, account = "", path = "", name = ""] = /^arn:aws:iam::(\d{12}):role(\/(?:.*\/)?)([^/]+)$/.exec(arn) ?? [];
  const isUsable = account === home.account || memberAccount(wholeState, account)?.State === "ACTIVE";
  const role = isUsable ? named(stateOf(wholeState, account)?.iam.roles ?? {}, roleKey(name)) : undefined;
  if (role === undefined || role.Path !== path) return undefined;
  return { account, role, policy: exchanged(role.AssumeRolePolicyDocument, account) };
}

function denied(caller: Caller, action: string, resource: string): ServiceError {
  const [text] = refusal(caller, action, resource).split(" because ");
  return new ServiceError("AccessDenied", text ?? "", 403);
}
