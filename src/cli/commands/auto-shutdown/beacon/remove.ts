import { planRemove } from "../../../../operations/beacon/change.ts";
import { defineCommand } from "../../../command.ts";
import { workOf } from "../../../views/settings-levels.ts";
import { beaconPorts, changeBeacon, dryRunFlag, requestOf, whereFlags } from "./flags.ts";

export const beaconRemove = defineCommand({
  name: "auto-shutdown beacon remove",
  summary: "Remove the beacon from a domain or a user",
  description:
    "Shows the difference, asks for confirmation, puts the built-in lifecycle config back that was there before the beacon, and deletes the " +
    "beacon's lifecycle config where nothing uses it. The apps that were started with it have to stop first.",
  flags: { ...whereFlags, dryRun: dryRunFlag },
  examples: [
    ["Remove it from a domain", "studioctl auto-shutdown beacon remove --domain research"],
    ["Show what would change for one user", "studioctl auto-shutdown beacon remove -d research --user alice --dry-run"],
  ],
  asks: [{ by: ["domain"], along: true }],
  async run({ flags, context }) {
    const [ports, request] = [await beaconPorts(context), await requestOf(context, flags)];
    const plan = await planRemove(ports, request, await workOf(context));
    return await changeBeacon(context, ports, plan, {
      dryRun: flags.dryRun,
      wording: {
        question: "Remove the beacon?",
        unchanged: "no beacon is installed here: nothing to change",
        done: "the beacon was removed",
      },
    });
  },
});
