import { checkSpaceName } from "../../../core/reference.ts";
import { findTarget } from "../../../operations/remote/find-target.ts";
import { againFlags } from "../../again.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { switchFlag } from "../../flags.ts";
import { startIt } from "../../restarted.ts";
import { theDomainOfSpace } from "../../targets.ts";

export const spaceStart = defineCommand({
  name: "space start",
  summary: "Start the app of a space",
  description:
    "Starts the app with the instance type, image and lifecycle config of its last run, and waits until it is InService. After " +
    "more than 24 hours without a run it starts with the settings of the space, unless auto-shutdown on this machine recorded its " +
    "last run. Changes nothing if the app is running already.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: { ...againFlags, dryRun: switchFlag("check only, start nothing") },
  examples: [
    ["Start a space as it last ran", "studioctl space start nlp-lab --domain research"],
    [
      "Start it with a GPU, whichever is available",
      "studioctl space start nlp-lab -d research --instance-type ml.g5.xlarge --or ml.g6.xlarge,ml.g4dn.xlarge",
    ],
  ],
  seeAlso: ["space stop", "space restart", "app why"],
  async run({ args, flags, typed, context }) {
    const [studio, DomainId] = [await context.studio(), await theDomainOfSpace(context, args.space)];
    const target = await findTarget({ studio }, { text: args.space, space: args.space }, DomainId);
    return await startIt({ context, flags, typed }, target);
  },
});
