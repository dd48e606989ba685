import type { WantedHost } from "../../../core/ssh/hosts-file.ts";
import { parseTarget } from "../../../core/remote/target.ts";
import { type HostsPlan, type SpaceKey, spaceForSsh, spacesWithRemoteAccess } from "../../../operations/ssh/hosts.ts";
import { anyArguments } from "../../command.ts";
import type { Context } from "../../context.ts";
import { unpinnedCredentials } from "../../pinned.ts";
import { lastingHost } from "../../ssh-route.ts";
import { theDomainNamed, theDomainOfTarget } from "../../targets.ts";

export const targetArguments = {
  targets: anyArguments("TARGET", "spaces, or apps of spaces; none: all spaces with remote access on", { completes: "target" }),
};

/** The hosts of these targets; without targets, of all spaces with remote access in the given domain, else in the Region. */
export async function wantedHosts(context: Context, targets: readonly string[]): Promise<readonly WantedHost[]> {
  const studio = await context.studio();
  const named = targets.map(parseTarget);
  const keys: SpaceKey[] = [];
  for (const target of named)
    keys.push(await spaceForSsh({ studio }, target, await theDomainOfTarget(context, target, { preferSpace: true })));
  const all = named.length > 0 ? keys : await spacesWithRemoteAccess({ studio }, await theDomainNamed(context));
  const distinct = new Map(all.map((key) => [`${key.DomainId}/${key.SpaceName}`, key]));
  return await Promise.all([...distinct.values()].map((key) => lastingHost(context, key)));
}

/** Warnings about entries. */
export async function hostNotes(context: Context, { alsoNamed }: Pick<HostsPlan, "alsoNamed">): Promise<readonly string[]> {
  const { files, program } = await context.openSsh();
  const { config, otherHome } = files();
  return [
    ...alsoNamed.map((name) => `warning: ${config} has a host ${name} of its own; its settings apply too`),
    ...(otherHome === undefined
      ? []
      : [`warning: ssh reads ${otherHome}/.ssh/config, by the user database, and not the one of HOME: ssh -F ${config} HOST`]),
    ...program.moving.map(
      (word) => `warning: ${word} is gone after an upgrade, and no link leads to it: run ssh-config install again then`,
    ),
    ...unpinnedCredentials(context, "the ssh configuration", "connections"),
  ];
}
