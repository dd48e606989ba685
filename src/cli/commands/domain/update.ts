import { usageError } from "../../../core/errors.ts";
import type { Difference } from "../../../core/settings/difference.ts";
import { type DomainUpdatePlan, applyDomainUpdate, planDomainUpdate } from "../../../operations/domain/update.ts";
import { defineCommand, optionalArgument } from "../../command.ts";
import { confirmOrDecline } from "../../confirm.ts";
import { differenceColumns, showDifferences } from "../../difference.ts";
import { type Rows, rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";
import { waitingOf } from "../../waiting.ts";
import { domainFlags, notChecked } from "./flags.ts";

const flags = {
  ...domainFlags,
  subnets: { ...domainFlags.subnets, summary: "all subnets it shall have, in its VPC" },
  tag: { ...domainFlags.tag, summary: "tags to add or change; others stay" },
};

export const domainUpdate = defineCommand({
  name: "domain update",
  summary: "Change settings of a domain",
  description:
    "Changes what is asked and nothing beside it, shows the difference, asks, and waits until the change is through. What is " +
    "so already is left alone. A role, a network mode, or fewer subnets need that no app runs: those that do are named, and " +
    "nothing is changed. Shared spaces get the new role too, where theirs is the users' present one.",
  args: { ref: optionalArgument("REF", "domain id or name; else as --domain", { completes: "domain" }) },
  flags,
  examples: [
    ["What new apps run on", "studioctl domain update research --default-instance-type ml.m5.large"],
    [
      "One subnet more, for a script",
      "studioctl domain update research --subnets subnet-0a1b2c3d4e5f60718,subnet-0b2c3d4e5f60718a1,subnet-0c3d4e5f60718a1b2 --yes",
    ],
    ["A tag", "studioctl domain update research --tag cost-center=4711"],
  ],
  async run({ args, flags: { tag: tags, ...given }, context }) {
    const wish = { ...given, tags };
    if (Object.values(wish).every((value) => value === undefined || value.length === 0)) {
      throw usageError("nothing to change", {
        fix: "give --default-instance-type, --execution-role, --network, --subnets, --security-groups or --tag",
      });
    }
    const studio = await context.studio();
    const ports = { studio, network: () => context.network(), roles: () => context.roles() };
    const plan = await planDomainUpdate(ports, await theDomain(context, args.ref), wish);
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
