import type { AppKey } from "../../core/app/app.ts";
import { classicWarning } from "../../core/app/rules.ts";
import type { Context } from "../context.ts";

/** One line before Studio Classic apps are stopped, which may be permanent: shown with a confirmation and with --yes, not with --quiet. */
export async function warnOfClassic(context: Context, apps: readonly AppKey[]): Promise<void> {
  const warning = context.globals.quiet ? undefined : await classicNote(context, apps);
  if (warning !== undefined) await context.io.stderr.write(`warning: ${warning}\n`);
}

/** The same for a report; none if no app is Studio Classic's. */
export async function classicNote(context: Context, apps: readonly AppKey[]): Promise<string | undefined> {
  const refused = await (await context.classicRefusals()).domains();
  return classicWarning(apps, (id) => refused.has(id));
}
