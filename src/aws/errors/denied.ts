import type { ErrorDetails } from "../../core/errors.ts";

const refusal = /User: (?<user>\S+) is not authorized to perform: (?<action>[\w-]+:\w+)(?: on resource: (?<resource>\S+))?/;
const explicitDeny = /with an explicit deny(?: in (?<policy>.+))?/;

/** Who lacks which permission on what, out of the service's text, and the IAM statement that grants it. */
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
