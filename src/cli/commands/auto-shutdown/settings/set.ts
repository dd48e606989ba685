import { ownerLabel } from "../../../../core/app/app.ts";
import type { IdleSettings } from "../../../../core/domain/domain.ts";
import { usageError } from "../../../../core/errors.ts";
import {
  contradiction,
  idleDifferences,
  idleMinutes,
  type IdleShutdownType,
  idleShutdownTypes,
} from "../../../../core/idle-shutdown/idle-shutdown.ts";
import {
  type IdleOutcome,
  type IdlePlan,
  type IdleRequest,
  applyIdleShutdown,
  isUnchanged,
  planIdleShutdown,
} from "../../../../operations/idle-shutdown/set.ts";
import { defineCommand } from "../../../command.ts";
import { confirmOrDecline } from "../../../prompts/confirm.ts";
import type { Context } from "../../../context.ts";
import { differenceColumns, showDifferences } from "../../../views/difference.ts";
import { type FlagValues, choiceFlag, durationFlag, switchFlag } from "../../../flags.ts";
import { ownerFlags, ownerOfFlags, waitingOf } from "../../../common-flags.ts";
import { type Rows, rows } from "../../../result.ts";
import { theDomain } from "../../../targets.ts";

const flags = {
  type: choiceFlag("TYPE", idleShutdownTypes, "JupyterLab or CodeEditor; KernelGateway has no idle shutdown settings"),
  user: { ...ownerFlags.user, summary: "for this user profile; without --user and --space, for the whole domain" },
  space: { ...ownerFlags.space, summary: "for this space; a space can only set its own time" },
  idle: durationFlag("turn it on, and shut down after this long without activity: 60m to 365d"),
  min: durationFlag("shortest time that a space can set"),
  max: durationFlag("longest time that a space can set"),
  disable: switchFlag("turn it off"),
};

export const autoShutdownSettingsSet = defineCommand({
  name: "auto-shutdown settings set",
  summary: "Set the service's own idle shutdown of JupyterLab or CodeEditor",
  description:
    "Changes the idle settings of a domain, a user profile or a space, and nothing else, after a confirmation, then waits " +
    "until the change is complete. Settings that have the given value already are left alone. If a domain has its own defaults " +
    "for shared spaces, they stay as they are.",
  flags,
  examples: [
    ["Turn it on for a domain", "studioctl auto-shutdown settings set --domain research --type JupyterLab --idle 2h --min 60m --max 8h"],
    ["Turn it off for one user", "studioctl auto-shutdown settings set -d research --user alice --type CodeEditor --disable"],
    [
      "Set the idle time of one space",
      "studioctl auto-shutdown settings set -d research --space nlp-lab --type JupyterLab --idle 4h --yes",
    ],
  ],
  asks: [{ by: ["domain"], along: true }, { by: ["type"] }, { by: ["idle"], when: ({ disable }) => !disable }],
  async run({ flags: given, context }) {
    const request = requestOf(given);
    const studio = await context.studio();
    const level = { ...request, DomainId: await theDomain(context) };
    const plan = await planIdleShutdown({ studio }, level);
    if (isUnchanged(plan)) return changeRows(level, plan, []);
    await confirm(context, plan, request.type);
    const ports = { clock: context.clock, progress: await context.progress() };
    const outcome = await applyIdleShutdown(ports, plan, waitingOf(context));
    return changeRows(level, outcome, footerOf(plan, outcome));
  },
});

type Given = FlagValues<typeof flags>;

function requestOf(given: Given): Omit<IdleRequest, "DomainId"> {
  const owner = ownerOfFlags(given);
  if (given.type === undefined) throw usageError("missing --type", { fix: "--type JupyterLab or --type CodeEditor" });
  refuseContradictions(given);
  const change = changeOf(given);
  const why = contradiction(change);
  if (why !== undefined) throw usageError(why, { fix: "--min must be at most --idle, and --idle at most --max" });
  return { owner, type: given.type, change };
}

function refuseContradictions({ idle, disable, min, max, space }: Given): void {
  if (idle === undefined && !disable) throw usageError("missing --idle or --disable", { fix: "give --idle DURATION, or --disable" });
  const bounds = [...(min === undefined ? [] : ["--min"]), ...(max === undefined ? [] : ["--max"])];
  const [odd] = disable ? [...(idle === undefined ? [] : ["--idle"]), ...bounds] : [];
  if (odd !== undefined) throw usageError(`${odd} cannot be used with --disable`, { fix: "give one of the two" });
  const [beyond] = space === undefined ? [] : [...bounds, ...(disable ? ["--disable"] : [])];
  if (beyond === undefined) return;
  throw usageError(`${beyond} cannot be used with --space`, {
    why: "a space can only set its own time",
    fix: "set it for its owner with --user, or for the domain",
  });
}

function changeOf({ space, idle, min, max, disable }: Given): IdleSettings {
  if (disable) return { LifecycleManagement: "DISABLED" };
  return {
    ...(space === undefined && { LifecycleManagement: "ENABLED" }),
    ...(idle !== undefined && { IdleTimeoutInMinutes: idleMinutes(idle, "--idle") }),
    ...(min !== undefined && { MinIdleTimeoutInMinutes: idleMinutes(min, "--min") }),
    ...(max !== undefined && { MaxIdleTimeoutInMinutes: idleMinutes(max, "--max") }),
  };
}

async function confirm(context: Context, plan: IdlePlan, type: IdleShutdownType): Promise<void> {
  await showDifferences(context, idleDifferences(plan.before, plan.after));
  await confirmOrDecline(context, `Change the idle shutdown of ${type} for ${plan.target.what}?`);
}

function changeRows({ DomainId, owner, type }: IdleRequest, { Status, before, after }: IdleOutcome, footer: readonly string[]): Rows {
  const differences = idleDifferences(before, after);
  const name = owner === undefined ? DomainId : ownerLabel(owner);
  return rows(differences, differenceColumns, {
    document: { DomainId, ...owner, AppType: type, Changed: differences.length > 0, Before: before, After: after, Status },
    name: (difference) => (difference === differences[0] ? name : undefined),
    empty: "nothing to change",
    footer,
  });
}

/** The progress of the change, and why it may not take effect. */
function footerOf({ above }: IdlePlan, { Status }: IdleOutcome): string[] {
  return [
    ...(Status === "InService" ? [] : [`accepted: it is ${Status}`]),
    ...(above?.LifecycleManagement === "DISABLED"
      ? [`idle shutdown is off for this space (from the ${above.LifecycleManagementFrom}): its time has an effect once it is on`]
      : []),
  ];
}
