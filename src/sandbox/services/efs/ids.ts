import { createHash } from "node:crypto";
import { home } from "../../home.ts";

/** An id as the network gives them out, the same for the same thing: `fsmt-0…`, `eni-0…`, `fsap-0…`. */
export function idOf(prefix: "eni" | "fsap" | "fsmt", of: string): string {
  return `${prefix}-0${digest(`${prefix} ${of}`).slice(0, 16)}`;
}

export function efsArn(resource: string): string {
  return `arn:aws:elasticfilesystem:${home.region}:${home.account}:${resource}`;
}

/** Requests name things by their id or by their ARN. */
export function idIn(idOrArn: string): string {
  return idOrArn.slice(idOrArn.lastIndexOf("/") + 1);
}

/** A number that looks like any, the same for the same text: at least 0, less than `limit`. */
export function stableNumber(of: string, limit: number): number {
  return Number.parseInt(digest(of).slice(0, 12), 16) % limit;
}

/** The ARN of a key that is told by its id, alias or ARN; of none, of the one that AWS manages for EFS. */
export function keyArn(key = "alias/aws/elasticfilesystem"): string {
  if (key.startsWith("arn:") && !key.includes(":alias/")) return key;
  const isAlias = key.includes("alias/");
  const id = isAlias ? digest(idIn(key)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5") : key;
  return `arn:aws:kms:${home.region}:${home.account}:key/${id}`;
}

function digest(of: string): string {
  return createHash("sha256").update(of).digest("hex");
}
