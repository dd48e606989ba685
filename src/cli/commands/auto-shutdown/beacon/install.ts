import { planInstall } from "../../../../operations/beacon/change.ts";
import { defineCommand } from "../../../command.ts";
import { workOf } from "../../../views/settings-levels.ts";
import { beaconPorts, changeBeacon, dryRunFlag, optionFlags, optionsOf, packing, requestOf, whereFlags } from "./flags.ts";

export const beaconInstall = defineCommand({
  name: "auto-shutdown beacon install",
  summary: "Install a beacon as the built-in lifecycle config of a domain or a user",
  description:
    "A beacon is a script that looks inside its own container every few minutes and reports in the tag studioctl:beacon of its app what is " +
    "active there. Shows the difference, asks for confirmation, creates the lifecycle config and waits until the change is complete. " +
    "A built-in lifecycle config that is there already is run first; beacon remove puts it back. Apps that are running start their beacon " +
    "when they are started again. Run again, it changes nothing.",
  flags: { ...whereFlags, ...optionFlags, dryRun: dryRunFlag },
  examples: [
    ["Install it for a domain", "studioctl auto-shutdown beacon install --domain research"],
    ["Let AWS's own idle shutdown count what the beacon sees", "studioctl auto-shutdown beacon install -d research --touch-activity --yes"],
    ["Show what would change for one user", "studioctl auto-shutdown beacon install -d research --user alice --dry-run"],
  ],
  asks: [{ by: ["domain"], along: true }],
  async run({ flags, context }) {
    const options = optionsOf(flags);
    const [ports, request] = [await beaconPorts(context), await requestOf(context, flags)];
    const plan = await planInstall(ports, request, { options, packing }, await workOf(context));
    return await changeBeacon(context, ports, plan, {
      dryRun: flags.dryRun,
      wording: {
        question: "Install the beacon?",
        unchanged: "already installed: nothing to change",
        done: "it starts with each app; apps that are running already are not affected",
      },
    });
  },
});
