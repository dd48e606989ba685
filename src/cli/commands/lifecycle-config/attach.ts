import { type AttachPlan, applyAttach, planAttach } from "../../../operations/lifecycle-config/attach.ts";
import type { LevelChange } from "../../../operations/settings/rewrite.ts";
import { levelDocument, levelLabel } from "../../../core/settings/level.ts";
import { defineCommand } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { differenceColumns, showDifferences } from "../../views/difference.ts";
import { switchFlag } from "../../flags.ts";
import { ownerFlags, ownerOfFlags, waitingOf } from "../../common-flags.ts";
import { type Rows, rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";
import { checkName, nameArgument } from "./flags.ts";

export const lifecycleConfigAttach = defineCommand({
  name: "lifecycle-config attach",
  summary: "Attach a lifecycle config to a domain, a user or a space",
  description:
    "Shows the difference, asks for confirmation, adds the lifecycle config to those that are attached for its app type, and " +
    "waits until the change is complete. All other settings stay as they are. A space for JupyterLab or CodeEditor has one " +
    "lifecycle config, which is its default.",
  args: { name: nameArgument },
  flags: {
    user: { ...ownerFlags.user, summary: "to this user profile; without --user and --space, to the domain" },
    space: { ...ownerFlags.space, summary: "to this space" },
    default: switchFlag("also make it the default"),
    dryRun: switchFlag("show the difference, but change nothing"),
  },
  examples: [
    ["Attach it for all users of a domain", "studioctl lifecycle-config attach setup --domain research"],
    ["Make it the default of one user", "studioctl lifecycle-config attach setup -d research --user alice --default --yes"],
    ["Show what would change for a space", "studioctl lcc attach setup -d research --space nlp-lab --dry-run"],
  ],
  asks: [{ by: ["domain"], along: true }],
  async run({ args: { name }, flags, context }) {
    checkName(name);
    const owner = ownerOfFlags(flags);
    const studio = await context.studio();
    const ports = { studio, configs: await context.lifecycleConfigs() };
    const level = { DomainId: await theDomain(context), owner };
    const plan = await planAttach(ports, { name, level, asDefault: flags.default });
    if (flags.dryRun) return changeRows(plan, plan, true);
    if (plan.differences.length === 0) return changeRows(plan, plan);
    await showDifferences(context, plan.differences);
    await confirmOrDecline(context, `Attach ${name} to ${levelLabel(level)}?`);
    const change = await applyAttach({ studio, clock: context.clock, progress: await context.progress() }, plan, waitingOf(context));
    return changeRows(plan, change);
  },
});

function changeRows({ config, asDefault, level }: AttachPlan, { differences, Status }: LevelChange, dryRun = false): Rows {
  const Changed = differences.length > 0;
  const name = config.StudioLifecycleConfigName;
  return rows(differences, differenceColumns, {
    document: {
      StudioLifecycleConfigName: name,
      ...levelDocument(level),
      Changed,
      Differences: differences,
      Status,
      ...(dryRun && { DryRun: true }),
    },
    name: (difference) => (difference === differences[0] ? name : undefined),
    empty: "already attached: nothing to change",
    footer: Changed ? footerOf(Status, asDefault, dryRun) : [],
  });
}

function footerOf(Status: string, asDefault: boolean, dryRun: boolean): string[] {
  if (dryRun) return ["nothing was changed"];
  return [
    ...(Status === "InService" ? [] : [`accepted: it is ${Status}`]),
    asDefault
      ? "it runs when an app starts; apps that are running already are not affected"
      : "users can choose it when an app starts; --default makes it the default",
  ];
}
