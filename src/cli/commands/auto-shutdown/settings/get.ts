import { ownerLabel } from "../../../../core/app.ts";
import { idleText } from "../../../../core/idle-shutdown.ts";
import { idleShutdownNeeds } from "../../../../core/idle-shutdown-image.ts";
import { type PlacedIdleShutdown, domainsIdleShutdown, ownersIdleShutdown } from "../../../../operations/idle-shutdown/get.ts";
import type { Column } from "../../../../output/column.ts";
import { defineCommand } from "../../../command.ts";
import { ownerFlags, ownerOfFlags } from "../../../owner-flags.ts";
import { rows } from "../../../result.ts";
import { theDomain } from "../../../targets.ts";

const concurrency = 10;

export const autoShutdownSettingsGet = defineCommand({
  name: "auto-shutdown settings get",
  summary: "Show the service's own idle shutdown of JupyterLab and CodeEditor, and who sets it",
  description:
    "Without a user or a space: the defaults of the domain, then every user and space for which something else holds. " +
    "A profile goes before its domain; a space has a time of its own at most.",
  flags: ownerFlags,
  examples: [
    ["A domain, and who differs from it", "studioctl auto-shutdown settings get --domain research"],
    ["What holds for one user", "studioctl auto-shutdown settings get -d research --user alice"],
    ["What holds for one space, in minutes", "studioctl auto-shutdown settings get -d research --space nlp-lab --query '[0].IdleTimeoutInMinutes'"],
  ],
  async run({ flags, context }) {
    const owner = ownerOfFlags(flags);
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    const work = { concurrency, progress: await context.progress(), signal: context.signal };
    const levels = owner === undefined ? await domainsIdleShutdown({ studio }, DomainId, work) : await ownersIdleShutdown({ studio }, DomainId, owner);
    return rows(levels, columnsFor(levels), {
      name: nameOf,
      empty: "this space is for neither JupyterLab nor CodeEditor: it has no idle shutdown",
      footer: footerOf(levels),
    });
  },
});

const columns: readonly Column<PlacedIdleShutdown>[] = [
  { header: "WHERE", value: (level) => (isDomain(level) ? "(domain)" : nameOf(level)) },
  { header: "TYPE", value: ({ AppType }) => AppType },
  { header: "IDLE SHUTDOWN", value: idleText, tone: ({ LifecycleManagement }) => (LifecycleManagement === "ENABLED" ? "good" : "dim") },
  { header: "SPACES MAY CHOOSE", value: rangeOf, droppable: true },
  { header: "FROM", value: originOf },
];

const noteColumn: Column<PlacedIdleShutdown> = { header: "NOTE", value: ({ Note = "" }) => Note, tone: () => "warn", wraps: true };

function columnsFor(levels: readonly PlacedIdleShutdown[]): readonly Column<PlacedIdleShutdown>[] {
  return levels.some(({ Note }) => Note !== undefined) ? [...columns, noteColumn] : columns;
}

function nameOf({ DomainId, UserProfileName, SpaceName }: PlacedIdleShutdown): string {
  if (SpaceName !== undefined) return ownerLabel({ SpaceName });
  return UserProfileName ?? DomainId;
}

function isDomain({ UserProfileName, SpaceName }: PlacedIdleShutdown): boolean {
  return UserProfileName === undefined && SpaceName === undefined;
}

function rangeOf({ MinIdleTimeoutInMinutes: min, MaxIdleTimeoutInMinutes: max }: PlacedIdleShutdown): string {
  if (max === undefined) return min === undefined ? "" : `from ${min} minutes`;
  return min === undefined ? `up to ${max} minutes` : `${min} to ${max} minutes`;
}

/** `domain`; `space, on by the profile`. */
function originOf({ LifecycleManagementFrom: on, IdleTimeoutFrom: time = on }: PlacedIdleShutdown): string {
  return time === on ? on : `${time}, on by the ${on}`;
}

function footerOf(levels: readonly PlacedIdleShutdown[]): string[] {
  return [
    ...(levels.length > 0 && levels.every(isDomain) ? ["no user profile and no space differs"] : []),
    ...(levels.some(({ LifecycleManagement }) => LifecycleManagement === "ENABLED") ? [`idle shutdown ${idleShutdownNeeds}`] : []),
    "KernelGateway has none of its own: studioctl auto-shutdown run stops idle apps",
  ];
}
