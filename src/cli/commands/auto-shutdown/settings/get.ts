import { ownerLabel } from "../../../../core/app/app.ts";
import { idleShutdownNeeds, idleText } from "../../../../core/idle-shutdown/idle-shutdown.ts";
import { type LevelIdleShutdown, domainsIdleShutdown, ownersIdleShutdown } from "../../../../operations/idle-shutdown/get.ts";
import type { Column } from "../../../../output/column.ts";
import { defineCommand } from "../../../command.ts";
import { ownerFlags, ownerOfFlags } from "../../../common-flags.ts";
import { type Rows, rows } from "../../../result.ts";
import { withUnread, workOf } from "../../../views/settings-levels.ts";
import { theDomain } from "../../../targets.ts";

export const autoShutdownSettingsGet = defineCommand({
  name: "auto-shutdown settings get",
  summary: "Show the service's own idle shutdown of JupyterLab and CodeEditor, and where it is set",
  description:
    "Without --user or --space: the defaults of the domain, then every user and space that differs from them. A user profile " +
    "overrides its domain; a space can only have its own time. What cannot be read is a warning, with exit code 3.",
  flags: ownerFlags,
  examples: [
    ["Show a domain, and the users and spaces that differ from it", "studioctl auto-shutdown settings get --domain research"],
    ["Show the settings of one user", "studioctl auto-shutdown settings get -d research --user alice"],
    [
      "Print the idle time of one space in minutes",
      "studioctl auto-shutdown settings get -d research --space nlp-lab --query '[0].IdleTimeoutInMinutes'",
    ],
  ],
  async run({ flags, context }) {
    const owner = ownerOfFlags(flags);
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    if (owner !== undefined) return shown(await ownersIdleShutdown({ studio }, DomainId, owner));
    const { levels, unread } = await domainsIdleShutdown({ studio }, DomainId, await workOf(context));
    return withUnread(shown(levels, unread.length === 0), unread);
  },
});

function shown(levels: readonly LevelIdleShutdown[], all = true): Rows {
  return rows(levels, columnsFor(levels), {
    name: nameOf,
    empty: "this space is not for JupyterLab or CodeEditor: it has no idle shutdown",
    footer: footerOf(levels, all),
  });
}

const columns: readonly Column<LevelIdleShutdown>[] = [
  { header: "WHERE", value: (level) => (isDomain(level) ? "(domain)" : nameOf(level)) },
  { header: "TYPE", value: ({ AppType }) => AppType },
  { header: "IDLE SHUTDOWN", value: idleText, tone: ({ LifecycleManagement }) => (LifecycleManagement === "ENABLED" ? "good" : "dim") },
  { header: "SPACES CAN SET", value: rangeOf, droppable: true },
  { header: "FROM", value: originOf },
];

const noteColumn: Column<LevelIdleShutdown> = { header: "NOTE", value: ({ Note = "" }) => Note, tone: () => "warn", wraps: true };

function columnsFor(levels: readonly LevelIdleShutdown[]): readonly Column<LevelIdleShutdown>[] {
  return levels.some(({ Note }) => Note !== undefined) ? [...columns, noteColumn] : columns;
}

function nameOf({ DomainId, UserProfileName, SpaceName }: LevelIdleShutdown): string {
  if (SpaceName !== undefined) return ownerLabel({ SpaceName });
  return UserProfileName ?? DomainId;
}

function isDomain({ UserProfileName, SpaceName }: LevelIdleShutdown): boolean {
  return UserProfileName === undefined && SpaceName === undefined;
}

function rangeOf({ MinIdleTimeoutInMinutes: min, MaxIdleTimeoutInMinutes: max }: LevelIdleShutdown): string {
  if (max === undefined) return min === undefined ? "" : `from ${min} minutes`;
  return min === undefined ? `up to ${max} minutes` : `${min} to ${max} minutes`;
}

/** `domain`; `space, on by the profile`. */
function originOf({ LifecycleManagementFrom: on, IdleTimeoutFrom: time = on }: LevelIdleShutdown): string {
  return time === on ? on : `${time}, on by the ${on}`;
}

function footerOf(levels: readonly LevelIdleShutdown[], all: boolean): string[] {
  return [
    ...(all && levels.length > 0 && levels.every(isDomain) ? ["no user profile and no space differs"] : []),
    ...(levels.some(({ LifecycleManagement }) => LifecycleManagement === "ENABLED") ? [`idle shutdown ${idleShutdownNeeds}`] : []),
    "KernelGateway has no such settings: studioctl auto-shutdown run stops idle apps",
  ];
}
