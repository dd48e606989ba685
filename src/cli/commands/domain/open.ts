import { type ChooseUser, theUser, wayOfUser } from "../../../operations/open.ts";
import { defineCommand, optionalArgument } from "../../command.ts";
import type { Context } from "../../context.ts";
import { openFlags, openOrPrint, visitOf } from "../../open-way.ts";
import { ownerFlags } from "../../common-flags.ts";
import { theDomain } from "../../targets.ts";

export const domainOpen = defineCommand({
  name: "domain open",
  summary: "Open Studio in the browser",
  description:
    "Signs a user of the domain in with a presigned URL: the only user, or the one that you name or choose. A domain with IAM " +
    "Identity Center is opened at its own address, where users sign in themselves.",
  args: { ref: optionalArgument("REF", "domain id or name (default: as --domain)", { completes: "domain" }) },
  flags: { user: { ...ownerFlags.user, summary: "sign in as this user profile" }, ...openFlags },
  examples: [
    ["Open Studio as alice", "studioctl domain open research --user alice"],
    ["Open Code Editor for an hour", "studioctl domain open research --user alice --landing codeeditor --session 1h"],
  ],
  async run({ args, flags, context }) {
    const visit = visitOf(flags);
    const studio = await context.studio();
    const DomainId = await theDomain(context, args.ref);
    const way = await wayOfUser(
      { studio },
      { ...visit, DomainId },
      async () => flags.user ?? (await theUser({ studio }, DomainId, chooserOf(context))),
    );
    return await openOrPrint(context, way, `domain ${DomainId}`, flags);
  },
});

function chooserOf(context: Context): ChooseUser | undefined {
  if (!context.mayPrompt) return undefined;
  return async (users) => {
    const user = await (
      await context.prompter()
    ).select(
      "Which user?",
      users.map((value) => ({ value, label: value })),
    );
    context.answers.push("--user", user);
    return user;
  };
}
