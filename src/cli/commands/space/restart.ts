import { checkSpaceName } from "../../../core/reference.ts";
import { findTarget } from "../../../operations/remote/find-target.ts";
import { againFlags } from "../../again.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { switchFlag } from "../../flags.ts";
import { restartIt } from "../../restarted.ts";
import { forceFlag } from "../../stop-gate.ts";
import { theDomainOfSpace } from "../../targets.ts";

export const spaceRestart = defineCommand({
  name: "space restart",
  summary: "Restart the app of a space",
  description:
    "Checks the flags first, shows whether the app is idle, as auto-shutdown explain does, and asks for confirmation. Then it " +
    "stops the app, and starts it again with the same instance type, image and lifecycle config unless flags change them. If the " +
    "app is not running, it is started. After an interruption it prints the command that continues. With --no-wait it waits until " +
    "the app is stopped, but not until it is InService again.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: { ...againFlags, force: forceFlag, dryRun: switchFlag("check only, stop and start nothing") },
  examples: [
    ["Restart a space", "studioctl space restart nlp-lab --domain research"],
    ["Move it to another instance type, from a script", "studioctl space restart nlp-lab -d research --instance-type ml.m5.xlarge --force"],
  ],
  seeAlso: ["space start", "space stop", "space update"],
  async run({ args, flags, typed, context }) {
    const [studio, DomainId] = [await context.studio(), await theDomainOfSpace(context, args.space)];
    const target = await findTarget({ studio }, { text: args.space, space: args.space }, DomainId);
    return await restartIt({ context, flags, typed, force: flags.force }, target, target.listed === undefined ? [] : [target.listed]);
  },
});
