import type { ErrorDetails } from "../../core/errors.ts";
import type { CallDescription, CallSite } from "./shape.ts";

const refusal = /User: (?<user>\S+) is not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: (?<resource>\S+))?/;
const explicitDeny = /with an explicit deny(?: in (?<policy>.+))?/;

/** Prefixes of IAM actions where they differ from the service's name in lower case (Service Authorization Reference). */
const prefixes: Readonly<Record<string, string>> = {
  "CloudWatch Logs": "logs",
  EFS: "elasticfilesystem",
  "Service Quotas": "servicequotas",
};

/** The IAM action of a refused call: from the service's message, else from the call. */
export function deniedAction(message: string, { operation }: CallDescription, { service }: CallSite): string {
  return refusal.exec(message)?.groups?.["action"] ?? `${prefixes[service] ?? service.toLowerCase()}:${operation}`;
}

/** The principal, the missing permission and the resource from the service's message, and the IAM statement that grants it. */
export function deniedDetails(message: string): ErrorDetails {
  const { user, action, resource = "*" } = refusal.exec(message)?.groups ?? {};
  if (user === undefined || action === undefined) {
    return { why: message, fix: "ask the account's administrator for the permission" };
  }
  const why = `${user} has no ${action} on ${resource}`;
  const deny = explicitDeny.exec(message);
  if (deny !== null) {
    return { why: `${why}: ${message}`, fix: `lift the deny in ${deny.groups?.["policy"] ?? "a policy"}` };
  }
  const statement = JSON.stringify({ Effect: "Allow", Action: action, Resource: resource });
  return { why, fix: `add to a policy of ${user}: ${statement}` };
}
