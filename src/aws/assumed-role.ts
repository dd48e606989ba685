import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { roleArn, sessionName, sourceIdentity } from "../core/account/account.ts";
import { isError, type StudioctlError } from "../core/errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { TemporaryCredentials } from "./connection.ts";
import { complete, malformed } from "./responses.ts";
import type { AwsSession } from "./session.ts";

export interface RoleToAssume {
  readonly AccountId: string;
  /** The name of the role, with its path. */
  readonly role: string;
  readonly externalId?: string | undefined;
  readonly partition: string;
  /** Who assumes it. */
  readonly callerArn: string;
}

/** Renewed this long before the end: the longest that a call with its retries takes. Milliseconds. */
const renewBefore = 10 * 60_000;
/** Sessions of a role that another role assumes last at most an hour (IAM user guide, "Role chaining"). */
const DurationSeconds = 3_600;

/**
 * The credentials of a role of an account: one call for all that ask at the same time, and another before they expire. Rejects with `denied`
 * where the role cannot be assumed, as all calls with it then do. `clock` is the machine's time.
 */
export function assumedRole(session: AwsSession, wanted: RoleToAssume, clock: Pick<Clock, "now">): () => Promise<TemporaryCredentials> {
  const client = session.client(STSClient);
  const call = session.call("STS");
  const RoleArn = roleArn(wanted.partition, wanted.AccountId, wanted.role);
  const identity = sourceIdentity(wanted.callerArn);
  /** Until its trust policy, or a policy of the caller, has refused it. */
  let mayHaveIdentity = identity !== undefined;
  let held: TemporaryCredentials | undefined;
  let pending: Promise<TemporaryCredentials> | undefined;
  let refused: StudioctlError | undefined;

  async function assume(SourceIdentity: string | undefined): Promise<TemporaryCredentials> {
    const input = {
      RoleArn,
      RoleSessionName: sessionName(wanted.callerArn),
      DurationSeconds,
      ...(wanted.externalId !== undefined && { ExternalId: wanted.externalId }),
      ...(SourceIdentity !== undefined && { SourceIdentity }),
    };
    const description = { operation: "AssumeRole", action: "assume", subject: `role ${RoleArn}` };
    const response = await call(description, (options) => client.send(new AssumeRoleCommand(input), options));
    if (response.Credentials === undefined) throw malformed("AssumeRole", "Credentials");
    const found = complete("AssumeRole", response.Credentials, "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration");
    const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration } = found;
    return { accessKeyId, secretAccessKey, sessionToken, expiration };
  }

  /** A role may be assumed without the identity where sts:SetSourceIdentity is refused, or where the session has another identity already. */
  async function renew(): Promise<TemporaryCredentials> {
    if (!mayHaveIdentity) return await assume(undefined);
    try {
      return await assume(identity);
    } catch (error) {
      if (!isError(error, "denied") || error.deniedAction !== "sts:SetSourceIdentity") throw error;
      mayHaveIdentity = false;
      return await assume(undefined);
    }
  }

  return async () => {
    const now = clock.now().getTime() + session.skewMs();
    if (refused !== undefined) throw refused;
    if (held !== undefined && held.expiration.getTime() - renewBefore > now) return held;
    pending ??= renew().finally(() => (pending = undefined));
    try {
      held = await pending;
    } catch (error) {
      // Every call would get the same answer.
      if (isError(error, "denied")) refused = explained(error, wanted, RoleArn);
      if (held === undefined || held.expiration.getTime() <= now) throw refused ?? error;
    }
    return held;
  };
}

/** IAM does not say which of the two policies lacks the permission. */
function explained(error: StudioctlError, { callerArn }: RoleToAssume, RoleArn: string): StudioctlError {
  return error.with({
    fix: `let the trust policy of ${RoleArn} name ${callerArn} and, if it requires one, the external id, and allow the caller sts:AssumeRole on it`,
  });
}
