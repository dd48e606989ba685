import { usageError } from "../../../../core/errors.ts";
import { policyForApps, policyForOwners } from "../../../../core/inside/beacon-policy.ts";
import { beaconScript } from "../../../../core/inside/beacon-script.ts";
import { planInstall } from "../../../../operations/beacon/change.ts";
import { appsOfUser } from "../../../../operations/beacon/own-apps.ts";
import { defineCommand } from "../../../command.ts";
import { namedDomain } from "../../../environment.ts";
import { switchFlag } from "../../../flags.ts";
import { theDomain } from "../../../targets.ts";
import { workOf } from "../../../views/settings-levels.ts";
import { beaconPorts, optionFlags, optionsOf, packing, requestOf, whereFlags } from "./flags.ts";

export const beaconPrint = defineCommand({
  name: "auto-shutdown beacon print",
  summary: "Print the script that beacon install installs, or the IAM policy that it needs",
  description:
    "Without --domain and --user: the script as it is where no other built-in lifecycle config is; no call is made. With one of them: exactly " +
    "the script for that domain or user. The programs in the script are compressed; sh SCRIPT show prints them. With --policy: IAM " +
    "statements that let a role write its own beacon and no other: for a role that users share, or with --user for the role of " +
    "that user's private spaces.",
  flags: { ...whereFlags, ...optionFlags, policy: switchFlag("print the IAM statements instead") },
  examples: [
    ["Read the programs of the script", "studioctl auto-shutdown beacon print | sh -s show"],
    ["Print the script for a domain", "studioctl auto-shutdown beacon print --domain research --type JupyterLab"],
    ["Print the IAM statements", "studioctl auto-shutdown beacon print --policy"],
  ],
  async run({ flags, context }) {
    const options = optionsOf(flags);
    const isPlaced = flags.user !== undefined || namedDomain(context) !== undefined;
    if (flags.policy) {
      const document =
        flags.user === undefined
          ? policyForOwners()
          : policyForApps(await appsOfUser({ studio: await context.studio() }, await theDomain(context), flags.user));
      return { kind: "text", text: `${JSON.stringify(document, null, 2)}\n` };
    }
    if (!isPlaced) return { kind: "text", text: beaconScript(options, undefined, packing.compress) ?? "" };
    const plan = await planInstall(
      await beaconPorts(context),
      await requestOf(context, flags),
      { options, packing },
      await workOf(context),
    );
    const texts = new Set(plan.changes.flatMap(({ wanted }) => wanted?.text ?? []));
    const [text = "", ...others] = texts;
    if (others.length > 0) {
      throw usageError("the script differs by app type", {
        why: "another built-in lifecycle config is run first, which is not the same everywhere",
        fix: "--type JupyterLab or --type CodeEditor",
      });
    }
    return { kind: "text", text };
  },
});
