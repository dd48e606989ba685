import type { Difference } from "../../../core/settings/difference.ts";
import { type DetachPlan, type DetachedLevel, applyDetach, planDetach } from "../../../operations/lifecycle-config/detach.ts";
import { type DomainNames, type SettingsLevel, levelDocument, levelText } from "../../../core/settings/level.ts";
import type { LevelChange } from "../../../operations/settings/rewrite.ts";
import type { Column } from "../../../output/column.ts";
import { defineCommand } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { differenceColumns, showDifferences } from "../../views/difference.ts";
import { type ExitCode, exitCodes } from "../../exit-codes.ts";
import { errorMembers, failureLines } from "../../views/failures.ts";
import { switchFlag } from "../../flags.ts";
import { ownerFlags, ownerOfFlags } from "../../common-flags.ts";
import { type Rows, rows } from "../../result.ts";
import { detachExitCode, withUnread, workOf } from "../../views/settings-levels.ts";
import { theLevelNamed } from "../../targets.ts";
import { checkName, nameArgument } from "./flags.ts";

export const lifecycleConfigDetach = defineCommand({
  name: "lifecycle-config detach",
  summary: "Detach a lifecycle config from a domain, a user or a space, or everywhere",
  description:
    "Shows the difference, asks for confirmation, removes the lifecycle config from the settings that have it, also as the " +
    "default, and waits until the change is complete. Without --user or --space and without a domain (--domain, " +
    "STUDIOCTL_DOMAIN, the configuration), it is detached everywhere in the Region. Stop the apps that use it first. If a " +
    "domain, user profile or space cannot be read or changed, the others are changed all the same: it is reported, with exit " +
    "code 3.",
  args: { name: nameArgument },
  flags: {
    user: { ...ownerFlags.user, summary: "only from this user profile" },
    space: { ...ownerFlags.space, summary: "only from this space" },
    dryRun: switchFlag("show the difference, but change nothing"),
  },
  examples: [
    ["Detach a lifecycle config everywhere", "studioctl lifecycle-config detach setup"],
    ["Detach it from the domain, but not from its users and spaces", "studioctl lifecycle-config detach setup --domain research --yes"],
    ["Show what would change for one user", "studioctl lcc detach setup -d research --user alice --dry-run"],
  ],
  async run({ args: { name }, flags, context }) {
    checkName(name);
    const owner = ownerOfFlags(flags);
    const studio = await context.studio();
    const ports = { studio, configs: await context.lifecycleConfigs() };
    const progress = await context.progress();
    const plan = await planDetach(ports, { name, level: await theLevelNamed(context, owner) }, await workOf(context));
    if (flags.dryRun || plan.changes.length === 0) return changeRows(plan, plan.changes, { dryRun: flags.dryRun });
    await showDifferences(context, differencesOf(plan.changes), columnsFor(plan.domains));
    await confirmOrDecline(context, `Detach ${name}?`);
    const { timeout, noWait } = context.globals;
    const done = await applyDetach(
      { studio, clock: context.clock, progress },
      plan,
      { timeoutMs: timeout, signal: context.signal },
      !noWait,
    );
    const failed = done.filter(({ Result, error }) => Result === "failed" || error !== undefined);
    return changeRows(
      plan,
      done.filter((each) => !failed.includes(each)),
      { failed, exitCode: detachExitCode(done, !noWait) },
    );
  },
});

type LevelDifference = Difference & { readonly level: SettingsLevel };

function differencesOf(changes: readonly LevelChange[]): readonly LevelDifference[] {
  return changes.flatMap(({ level, differences }) => differences.map((difference) => ({ ...difference, level })));
}

function columnsFor(domains: DomainNames): readonly Column<LevelDifference>[] {
  return [{ header: "WHERE", value: ({ level }) => levelText(level, domains) }, ...differenceColumns];
}

function changeRows(
  { config, level: wanted, domains, unread }: DetachPlan,
  changes: readonly LevelChange[],
  {
    dryRun = false,
    failed = [],
    exitCode = exitCodes.done,
  }: { readonly dryRun?: boolean; readonly failed?: readonly DetachedLevel[]; readonly exitCode?: ExitCode } = {},
): Rows {
  const name = config.StudioLifecycleConfigName;
  const differences = differencesOf(changes);
  const moving = changes.filter(({ Status }) => Status !== "InService");
  const notes = dryRun ? ["nothing was changed"] : moving.map(({ level, Status }) => `accepted: ${levelText(level, domains)} is ${Status}`);
  const errors = errorMembers(failed.map(({ error }) => error));
  const shown = rows(differences, columnsFor(domains), {
    document: {
      StudioLifecycleConfigName: name,
      Changed: changes.length > 0,
      Places: [
        ...changes.map(levelRow),
        ...failed.map((each, i) => ({ ...levelRow(each), Result: each.Result, Reason: each.Reason, ...errors[i] })),
      ],
      ...(dryRun && { DryRun: true }),
    },
    name: (difference) => (difference === differences[0] ? name : undefined),
    empty: `${name} is not attached ${wanted === undefined ? "anywhere" : "there"}: nothing to change`,
    footer: [
      ...(differences.length === 0 ? [] : notes),
      ...failed.map(({ level, Result, Reason }) => `${Result}: ${levelText(level, domains)}: ${Reason}`),
      ...failureLines(failed.map(({ level, error }) => ({ target: levelText(level, domains), error }))),
    ],
    exitCode,
  });
  return withUnread(shown, unread);
}

function levelRow({ level, differences: Differences, Status }: LevelChange) {
  return { ...levelDocument(level), Differences, Status };
}
