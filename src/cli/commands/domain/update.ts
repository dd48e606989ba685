import { usageError } from "../../../core/errors.ts";
import type { Difference } from "../../../core/settings/difference.ts";
import { type DomainUpdatePlan, applyDomainUpdate, planDomainUpdate } from "../../../operations/domain/update.ts";
import { defineCommand, optionalArgument } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { differenceColumns, showDifferences } from "../../views/difference.ts";
import { type Rows, rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";
import { waitingOf } from "../../common-flags.ts";
import { domainFlags, notChecked } from "./flags.ts";

const flags = {
  ...domainFlags,
  subnets: { ...domainFlags.subnets, summary: "subnets of its VPC; replaces the present list" },
  tag: { ...domainFlags.tag, summary: "tags to add or change; other tags stay" },
};

export const domainUpdate = defineCommand({
  name: "domain update",
  summary: "Change settings of a domain",
  description:
    "Changes the settings that were given and no others: shows the difference, asks for confirmation, and waits until the " +
    "change is complete. Settings that have the given value already are left alone. Changing the role or the network mode, or " +
    "removing subnets, requires that no app is running: apps in the way are named, and nothing is changed. Shared spaces get " +
    "the new role too if they have the present role of the users.",
  args: { ref: optionalArgument("REF", "domain id or name (default: as --domain)", { completes: "domain" }) },
  flags,
  examples: [
    ["Set the default instance type of new apps", "studioctl domain update research --default-instance-type ml.m5.large"],
    [
      "Add a subnet in a script",
      "studioctl domain update research --subnets subnet-0a1b2c3d4e5f60718,subnet-0b2c3d4e5f60718a1,subnet-0c3d4e5f60718a1b2 --yes",
    ],
    ["Set a tag", "studioctl domain update research --tag cost-center=4711"],
  ],
  async run({ args, flags: { tag: tags, ...given }, context }) {
    const request = { ...given, tags };
    if (Object.values(request).every((value) => value === undefined || value.length === 0)) {
      throw usageError("nothing to change", {
        fix: "give --default-instance-type, --execution-role, --network, --subnets, --security-groups or --tag",
      });
    }
    const studio = await context.studio();
    const ports = { studio, network: () => context.network(), roles: () => context.roles() };
    const plan = await planDomainUpdate(ports, await theDomain(context, args.ref), request);
    if (plan.differences.length === 0) return changeRows(plan, plan.differences, []);
    await showDifferences(context, plan.differences);
    const warnings = plan.warnings.map((warning) => `warning: ${warning}`);
    const asks = !context.globals.yes && context.mayPrompt;
    if (asks) await context.io.stderr.write(warnings.map((warning) => `${warning}\n`).join(""));
    await confirmOrDecline(context, `Change domain ${plan.domain.DomainId}?`);
    const changed = await applyDomainUpdate({ studio, clock: context.clock, progress: await context.progress() }, plan, waitingOf(context));
    const { Status } = changed.domain;
    return changeRows(changed, changed.differences, [
      ...(asks ? [] : warnings),
      ...plan.unknown.map(notChecked),
      ...(Status === "InService" ? [] : [`accepted: it is ${Status}`]),
    ]);
  },
});

function changeRows(
  { domain: { DomainId, Status } }: Pick<DomainUpdatePlan, "domain">,
  differences: readonly Difference[],
  footer: readonly string[],
): Rows {
  return rows(differences, differenceColumns, {
    document: { DomainId, Changed: differences.length > 0, Differences: differences, Status },
    name: (difference) => (difference === differences[0] ? DomainId : undefined),
    empty: "nothing to change",
    footer,
  });
}
