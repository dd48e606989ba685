import type { Difference } from "../../../core/difference.ts";
import { type DetachPlan, applyDetach, planDetach } from "../../../operations/lifecycle-config/detach.ts";
import type { SettingsLevel } from "../../../core/settings/level.ts";
import type { LevelChange } from "../../../operations/lifecycle-config/change.ts";
import { namesOfDomains } from "../../../operations/settings/read.ts";
import type { Column } from "../../../output/column.ts";
import { defineCommand } from "../../command.ts";
import { confirmOrDecline } from "../../confirm.ts";
import { differenceColumns, showDifferences } from "../../difference.ts";
import { switchFlag } from "../../flags.ts";
import { ownerFlags, ownerOfFlags } from "../../owner-flags.ts";
import { type Rows, rows } from "../../result.ts";
import { theLevelNamed } from "../../targets.ts";
import { checkName, nameArgument } from "./name.ts";
import { type DomainNames, levelDocument, levelText } from "./where.ts";

const concurrency = 10;

export const lifecycleConfigDetach = defineCommand({
  name: "lifecycle-config detach",
  summary: "Detach a lifecycle config from one place, or from everywhere",
  description:
    "Shows the difference, asks, takes the lifecycle config out of the settings that have it, as the default too, and waits " +
    "until the change is through. Where neither a domain (--domain, STUDIOCTL_DOMAIN, the configuration) nor --user or --space is named, that is everywhere in the Region. Apps that use it " +
    "have to be stopped first.",
  args: { name: nameArgument },
  flags: {
    user: { ...ownerFlags.user, summary: "from this user profile alone" },
    space: { ...ownerFlags.space, summary: "from this space alone" },
    dryRun: switchFlag("show the difference, and change nothing"),
  },
  examples: [
    ["From everywhere", "studioctl lifecycle-config detach setup"],
    ["From the domain, not from its users and spaces", "studioctl lifecycle-config detach setup --domain research --yes"],
    ["What it would change for one user", "studioctl lcc detach setup -d research --user alice --dry-run"],
  ],
  async run({ args: { name }, flags, context }) {
    checkName(name);
    const owner = ownerOfFlags(flags);
    const studio = await context.studio();
    const ports = { studio, configs: await context.lifecycleConfigs() };
    const progress = await context.progress();
    const plan = await planDetach(ports, { name, level: await theLevelNamed(context, owner) }, { concurrency, progress, signal: context.signal });
    const domains = await namesOfDomains(ports);
    if (flags.dryRun || plan.changes.length === 0) return changeRows(plan, plan.changes, domains, flags.dryRun);
    await showDifferences(context, differencesOf(plan.changes), columnsFor(domains));
    await confirmOrDecline(context, `Detach ${name} so?`);
    const { timeout, noWait } = context.globals;
    const changes = await applyDetach({ studio, clock: context.clock, progress }, plan, { timeoutMs: timeout, signal: context.signal }, !noWait);
    return changeRows(plan, changes, domains);
  },
});

type LevelDifference = Difference & { readonly level: SettingsLevel };

function differencesOf(changes: readonly LevelChange[]): readonly LevelDifference[] {
  return changes.flatMap(({ level, differences }) => differences.map((difference) => ({ ...difference, level })));
}

function columnsFor(domains: DomainNames): readonly Column<LevelDifference>[] {
  return [{ header: "WHERE", value: ({ level }) => levelText(level, domains) }, ...differenceColumns];
}

function changeRows({ config, level: wanted }: DetachPlan, changes: readonly LevelChange[], domains: DomainNames, dryRun = false): Rows {
  const name = config.StudioLifecycleConfigName;
  const differences = differencesOf(changes);
  const levels = changes.map(({ level, differences: Differences, Status }) => ({ ...levelDocument(level), Differences, Status }));
  const moving = changes.filter(({ Status }) => Status !== "InService");
  const notes = dryRun ? ["nothing was changed"] : moving.map(({ level, Status }) => `accepted: ${levelText(level, domains)} is ${Status}`);
  return rows(differences, columnsFor(domains), {
    document: { StudioLifecycleConfigName: name, Changed: changes.length > 0, Places: levels, ...(dryRun && { DryRun: true }) },
    name: (difference) => (difference === differences[0] ? name : undefined),
    empty: `${name} is not attached ${wanted === undefined ? "anywhere" : "there"}: nothing to change`,
    footer: differences.length === 0 ? [] : notes,
  });
}
