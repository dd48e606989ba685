import { isRecord } from "../collections.ts";
import type { Receipt } from "./receipt.ts";

/** A line of a record: one JSON object. */
export function receiptLine(receipt: Receipt): string {
  return JSON.stringify(receipt);
}

/**
 * Parses a line; undefined for one that is not a receipt, or only a part of one. Words and members of later versions are accepted. It is
 * called for each of the hundred thousand lines of a year: a library for schemas takes five times as long.
 */
export function parseReceipt(line: string): Receipt | undefined {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    return undefined;
  }
  return isRecord(document) && isReceipt(document) ? document : undefined;
}

type Members = Record<string, unknown>;

/** Checks the members that are read, and replaces the times by dates. */
function isReceipt(members: Members): members is Members & Receipt {
  if (
    !isText(members["At"]) ||
    !isText(members["Run"]) ||
    !maybeText(members["Account"]) ||
    !maybeText(members["AccountId"]) ||
    !dated(members, "At")
  )
    return false;
  const { Kind } = members;
  if (Kind === "run") return isRun(members);
  if (Kind === "resumed") return isApp(members);
  if (Kind === "kernel") return isKernel(members);
  return (Kind === "app" || Kind === "intent") && isDecision(members);
}

function isKernel(members: Members): boolean {
  const { Item, Id, Path, LastActivity, IdleSeconds, Result, Reason } = members;
  const isWhole = isApp(members) && isText(Item) && isText(Id) && maybeText(Path) && isText(Result) && isText(Reason);
  return isWhole && typeof IdleSeconds === "number" && (LastActivity === undefined || dated(members, "LastActivity"));
}

function isRun(members: Members): boolean {
  const { Arguments, Regions = [] } = members;
  const { StartedAt, DryRun, Version, Outcome, Message } = members;
  const isOfRun = isText(StartedAt) && typeof DryRun === "boolean" && isText(Version) && isText(Outcome) && maybeText(Message);
  return isOfRun && isTexts(Arguments) && isTexts(Regions) && dated(members, "StartedAt");
}

function isApp({ DomainId, UserProfileName, SpaceName, AppType, AppName, Region, InstanceType }: Members): boolean {
  const isOwned = (UserProfileName === undefined) !== (SpaceName === undefined) && maybeText(UserProfileName) && maybeText(SpaceName);
  return isText(DomainId) && isOwned && isText(AppType) && isText(AppName) && isText(Region) && maybeText(InstanceType);
}

function isDecision(members: Members): boolean {
  const { Status, Verdict, Result, Reason, Evidence, HourlyUsdSaved, ResourceSpec } = members;
  if (!isApp(members) || !isText(Status) || !isText(Verdict) || !isText(Result) || !isText(Reason)) return false;
  if (HourlyUsdSaved !== undefined && typeof HourlyUsdSaved !== "number") return false;
  if (ResourceSpec !== undefined && !(isRecord(ResourceSpec) && Object.values(ResourceSpec).every(isText))) return false;
  return Array.isArray(Evidence) && Evidence.every(isEvidence);
}

function isEvidence(item: unknown): boolean {
  if (!isRecord(item) || !isText(item["Source"]) || !isText(item["Detail"])) return false;
  return item["LastActivity"] === undefined || (isText(item["LastActivity"]) && dated(item, "LastActivity"));
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function maybeText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function dated(members: Members, member: string): boolean {
  const date = new Date(String(members[member]));
  members[member] = date;
  return !Number.isNaN(date.getTime());
}
