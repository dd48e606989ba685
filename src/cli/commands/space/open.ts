import { checkSpaceName } from "../../../core/reference.ts";
import { restartCommand } from "../../../core/app/restart-command.ts";
import { collect } from "../../../core/collections.ts";
import { wayOfSpace } from "../../../operations/open.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { openFlags, openOrPrint, visitOf } from "../../open-way.ts";
import { theDomainOfSpace } from "../../targets.ts";

export const spaceOpen = defineCommand({
  name: "space open",
  summary: "Open the app of a space in the browser",
  description:
    "Signs the owner of the space in with a presigned URL that opens its app. In a domain with IAM Identity Center, the " +
    "address of the domain is opened, where users sign in themselves.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: openFlags,
  examples: [
    ["Open a space", "studioctl space open nlp-lab --domain research"],
    ["Print its address for a browser on another machine", "studioctl space open nlp-lab -d research --print --expires 1m"],
  ],
  async run({ args, flags, context }) {
    const visit = visitOf(flags);
    const studio = await context.studio();
    const DomainId = await theDomainOfSpace(context, args.space);
    const way = await wayOfSpace({ studio }, { ...visit, DomainId }, args.space);
    const apps = await collect(studio.listApps({ DomainId, SpaceName: args.space }));
    const runs = apps.some(({ Status }) => Status === "InService");
    const [last] = apps.toSorted((a, b) => b.CreationTime.getTime() - a.CreationTime.getTime());
    const start = (last && restartCommand(last)) ?? `studioctl app start --space ${args.space} -d ${DomainId}`;
    const notes = runs ? [] : [`its app does not run: ${start}`];
    return await openOrPrint(context, way, `space ${args.space}`, { ...flags, notes });
  },
});
