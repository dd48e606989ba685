import { createHash } from "node:crypto";
import { home } from "../../home.ts";

/** A generated id, the same for the same input: `fsmt-0…`, `eni-0…`, `fsap-0…`. */
export function idOf(prefix: "eni" | "fsap" | "fsmt", of: string): string {
  return `${prefix}-0${digest(`${prefix} ${of}`).slice(0, 16)}`;
}

export function efsArn(resource: string): string {
  return `arn:aws:elasticfilesystem:${home.region}:${home.account}:${resource}`;
}

/** Requests may use the id or the ARN. */
export function idIn(idOrArn: string): string {
  return idOrArn.slice(idOrArn.lastIndexOf("/") + 1);
}

/** A pseudo-random number, the same for the same text: at least 0, less than `limit`. */
export function stableNumber(of: string, limit: number): number {
  return Number.parseInt(digest(of).slice(0, 12), 16) % limit;
}

/** The ARN of a key given by id, alias or ARN; without a key, that of the AWS managed key for EFS. */
export function keyArn(key = "alias/aws/elasticfilesystem"): string {
  if (key.startsWith("arn:") && !key.includes(":alias/")) return key;
  const isAlias = key.includes("alias/");
  const id = isAlias ? digest(idIn(key)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5") : key;
  return `arn:aws:kms:${home.region}:${home.account}:key/${id}`;
}

function digest(of: string): string {
  return createHash("sha256").update(of).digest("hex");
}
