import { type WantedHost, hostLabel } from "../../../core/ssh/hosts-file.ts";
import { includeLine } from "../../../core/ssh/include.ts";
import { type HostsPlan, applyHosts, planHosts } from "../../../operations/ssh/hosts.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";

/** Writes host entries after a confirmation that shows them; if nothing changes, it neither asks nor writes. */
export async function installHosts(context: Context, wanted: readonly WantedHost[]): Promise<HostsPlan> {
  const files = (await context.openSsh()).files();
  const plan = await planHosts({ files }, wanted);
  if (plan.changes.length === 0) return plan;
  const lines = [
    ...plan.hosts
      .filter(({ change }) => change !== "same")
      .map((host) => `${host.change === "added" ? "add" : "change"} ${hostLabel(host)} in ${files.hosts}`),
    ...(plan.include === "added" ? [`add one line at the top of ${files.config}: ${includeLine(files.hosts)}`] : []),
  ];
  if (!context.globals.quiet) await context.io.stderr.write(lines.map((line) => `${line}\n`).join(""));
  await confirmOrDecline(context, "Write this?");
  await applyHosts({ files }, plan);
  return plan;
}
