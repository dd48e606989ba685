import type { Tag } from "../app/app.ts";
import { sageMakerRegions } from "../connection/regions.ts";
import { usageError } from "../errors.ts";

/** An account to work in. */
export interface Account {
  /** Twelve digits. */
  readonly AccountId: string;
  readonly Name?: string;
  /** The Regions to work in; absent: those of the command. */
  readonly Regions?: readonly string[];
  readonly Tags?: readonly Tag[];
}

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** Throws a usage error for text that is not the id of an account. */
export function checkAccountId(text: string, what: string): void {
  if (isAccountId(text)) return;
  const spreadsheet = /^\d{1,11}$/.test(text) ? ": a spreadsheet drops leading zeros" : "";
  throw usageError(`${what}: "${text}" is not the id of an account`, { fix: `twelve digits${spreadsheet}` });
}

/** Throws a usage error for text that is not a Region. A Region that is newer than this program is accepted. */
export function checkRegion(text: string, what: string): void {
  if (/^[a-z]{2,}(-[a-z]+)+-\d$/.test(text)) return;
  throw usageError(`${what} does not take "${text}"`, { fix: "a Region as AWS writes it: us-east-1" });
}

/** The name of a role, with its path if it has one (IAM API: CreateRole). */
const roleForm = /^(?:\/?(?:[\x21-\x2e\x30-\x7e]+\/)+)?[\w+=,.@-]{1,64}$/;

/** Throws a usage error for text that is not the name of a role. */
export function checkRoleName(text: string, what: string): void {
  if (text.startsWith("arn:")) {
    const name = text.replace(/^.*?:role\//, "");
    throw usageError(`${what}: "${text}" is an ARN, which names one account`, {
      fix: `the name, which is the same in all accounts: ${what} ${name}`,
    });
  }
  if (roleForm.test(text)) return;
  throw usageError(`${what}: "${text}" is not the name of a role`, {
    fix: "letters, digits and +=,.@_-, at most 64, after its path if it has one",
  });
}

/** Throws a usage error for text that STS does not take as an external id (STS API: AssumeRole, ExternalId). */
export function checkExternalId(text: string, what: string): void {
  // The value may be a secret: it is not repeated.
  const fix = "2 to 1224 letters, digits and _+=,.@:/-";
  if (text.length < 2 || text.length > 1_224)
    throw usageError(`${what}: an external id of ${text.length} characters is not valid`, { fix });
  const wrong = /[^\w+=,.@:/-]/u.exec(text)?.[0];
  if (wrong !== undefined) throw usageError(`${what}: an external id cannot have the character ${JSON.stringify(wrong)}`, { fix });
}

/** Throws a usage error for text that is neither the id of an organizational unit or root, nor a path of names. */
export function checkUnit(text: string, what: string): void {
  const parts = text.split("/");
  if (text.trim() !== "" && parts.every((part) => part.trim() !== "" && part.length <= 128)) return;
  throw usageError(`${what} does not take "${text}"`, { fix: "an id (ou-…, r-…), or the path of names from the root: Workloads/Research" });
}

/** Whether the text is the id of an organizational unit or of a root (Organizations API: ListAccountsForParent, ParentId). */
export function isUnitId(text: string): boolean {
  return /^(?:r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/.test(text);
}

/** `arn:PARTITION:iam::ACCOUNT:role/NAME` */
export function roleArn(partition: string, accountId: string, role: string): string {
  return `arn:${partition}:iam::${accountId}:role/${role.replace(/^\//, "")}`;
}

/** The partition of an ARN: `aws-cn`. */
export function partitionOf(arn: string): string {
  return arn.split(":")[1] || "aws";
}

/** The last part of a caller's ARN: the name of a user, or of a session. */
function callerName(arn: string): string {
  return (arn.split(/[/:]/).at(-1) ?? "").replaceAll(/[^\w+=,.@-]/g, "-");
}

const longestName = 64;

/** The name of a session, which CloudTrail shows in the account: `studioctl-` and who runs it (STS API: AssumeRole, RoleSessionName). */
export function sessionName(callerArn: string): string {
  return `studioctl-${callerName(callerArn)}`.slice(0, longestName).replace(/-$/, "");
}

/** Who runs it, as the source identity of the session, which stays through chained roles. Undefined for a name that STS does not take. */
export function sourceIdentity(callerArn: string): string | undefined {
  const name = callerName(callerArn).slice(0, longestName);
  return name.length < 2 || name.startsWith("aws:") ? undefined : name;
}

/** Regions that are enabled in every account: those of before March 2019 (service-facts: Several accounts). */
const enabledEverywhere: ReadonlySet<string> = new Set([
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-northeast-3",
  "ap-south-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "ca-central-1",
  "eu-central-1",
  "eu-north-1",
  "eu-west-1",
  "eu-west-2",
  "eu-west-3",
  "sa-east-1",
  "us-east-1",
  "us-east-2",
  "us-west-1",
  "us-west-2",
]);

/**
 * The Region whose STS is asked for sessions: the given one, unless accounts have to enable it first. Sessions of a regional endpoint are
 * valid in all Regions, those of the old global endpoint only in Regions that are enabled everywhere (service-facts: Several accounts).
 */
export function stsRegion(region: string): string {
  const isOptIn = (sageMakerRegions["aws"] ?? []).includes(region) && !enabledEverywhere.has(region);
  return isOptIn ? "us-east-1" : region;
}
