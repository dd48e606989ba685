import { checkUserName } from "../../../core/reference.ts";
import { wayOfUser } from "../../../operations/open.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { openFlags, openOrPrint, visitOf } from "../../open-way.ts";
import { theDomain } from "../../targets.ts";

export const profileOpen = defineCommand({
  name: "profile open",
  summary: "Open Studio in the browser as one user",
  description:
    "Signs the user in with a presigned URL. A domain with IAM Identity Center is opened at its own address, where users sign " +
    "in themselves.",
  args: { user: requiredArgument("USER", "name of the user profile", { completes: "user", check: checkUserName }) },
  flags: openFlags,
  examples: [
    ["Open Studio as alice", "studioctl profile open alice --domain research"],
    ["Print an address for another machine that is valid for a minute", "studioctl profile open alice -d research --print --expires 1m"],
  ],
  async run({ args, flags, context }) {
    const visit = visitOf(flags);
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    const way = await wayOfUser({ studio }, { ...visit, DomainId }, async () => args.user);
    return await openOrPrint(context, way, `Studio of ${DomainId}`, flags);
  },
});
