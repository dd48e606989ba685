import { checkUserName } from "../../../core/reference.ts";
import { leftOfProfile } from "../../../core/teardown/left-behind.ts";
import { homeOf } from "../../../operations/efs/home-directories.ts";
import { keepHomeMap, readHomeStorage } from "../../../operations/teardown/storage.ts";
import { planProfileTeardown } from "../../../operations/teardown/plan.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { theDomain } from "../../targets.ts";
import { checkTeardownFlags, confirmFlag, tearDown, teardownFlags } from "../../teardown/run.ts";

export const profileDelete = defineCommand({
  name: "profile delete",
  summary: "Delete a user profile, and with --cascade its apps and spaces",
  description:
    "Without --cascade, what is in the way is shown as a tree, and nothing is deleted. With it, the user's apps, the spaces " +
    "that the user owns and their apps are deleted first, after you type the name of the user. The home directory stays on the " +
    "file system: its uid is shown and saved in a file. After an interruption, run the command again: it continues with what " +
    "is left.",
  args: { user: requiredArgument("USER", "name of the user profile", { completes: "user", check: checkUserName }) },
  flags: { ...teardownFlags, confirm: confirmFlag("USER") },
  examples: [
    ["Delete a user without apps and spaces", "studioctl profile delete gina --domain research"],
    ["Delete a user with apps and spaces", "studioctl profile delete alice --domain research --cascade"],
    ["Delete a user with apps and spaces in a script", "studioctl profile delete alice -d research --cascade --confirm alice"],
  ],
  seeAlso: ["domain delete", "efs usage"],
  async run({ args, flags, context }) {
    checkTeardownFlags(context, flags);
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    const { domain, profile, tree } = await planProfileTeardown({ studio }, { DomainId, UserProfileName: args.user });
    const { UserProfileName } = profile;
    const own = homeOf(profile);
    const home = await readHomeStorage(context, domain, { fate: "Retain", ofDomain: false, homes: async () => [own ?? []].flat() });
    const keepHomes =
      home === undefined || own === undefined
        ? undefined
        : async () => await keepHomeMap(await context.homeMaps(), domain, home, studio.region);
    return await tearDown(context, {
      head: { DomainId, UserProfileName },
      tree,
      flags,
      name: UserProfileName,
      what: `user profile ${UserProfileName}`,
      leftBehind: leftOfProfile(profile, domain, studio.region),
      // Homes of other deleted users are not shown here.
      home: home && { ...home, homes: [own ?? []].flat() },
      keepHomes,
    });
  },
});
