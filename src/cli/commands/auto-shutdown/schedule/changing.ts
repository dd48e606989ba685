import type { Notation, SchedulerKind } from "../../../../core/schedule/entry.ts";
import { cron } from "../../../../core/schedule/cron.ts";
import { systemd } from "../../../../core/schedule/systemd.ts";
import type { Change } from "../../../../operations/schedule/change.ts";
import { confirmOrDecline } from "../../../confirm.ts";
import type { Context } from "../../../context.ts";

export const notations: Readonly<Record<SchedulerKind, Notation>> = { cron, systemd };

/** Where a person looks for an entry. */
export const places: Readonly<Record<SchedulerKind, string>> = { cron: "the crontab", systemd: "systemd's user units" };

/** Shows what a change comes to, and asks for a yes. */
export async function confirmChange(context: Context, { lines }: Change, question: string): Promise<void> {
  const shown = lines.length === 0 ? ["its files are as they should be, but the timer is not enabled or not running"] : lines;
  if (!context.globals.quiet) await context.io.stderr.write(shown.map((line) => `${line}\n`).join(""));
  await confirmOrDecline(context, question);
}
