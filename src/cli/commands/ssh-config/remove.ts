import { StudioctlError } from "../../../core/errors.ts";
import { hostName } from "../../../core/ssh/host.ts";
import { hostEntries, hostLabel, hostOfId, isHost } from "../../../core/ssh/hosts-file.ts";
import { suggestion } from "../../../core/suggest.ts";
import { applyHosts, planRemoval } from "../../../operations/ssh/hosts.ts";
import { anyArguments, defineCommand } from "../../command.ts";
import { wantsSandbox } from "../../environment.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { theDomainNamed } from "../../targets.ts";

export const sshConfigRemove = defineCommand({
  name: "ssh-config remove",
  summary: "Remove host entries that ssh-config install wrote",
  description:
    "Removes the entries of these spaces, or all entries, and their host keys. Asks before it removes them. With the last entry " +
    "it also removes the line in ~/.ssh/config; the rest of that file is not changed. Needs no credentials, and works for spaces " +
    "that no longer exist.",
  args: { targets: anyArguments("TARGET", "spaces or hosts (studio-SPACE); default: all entries") },
  examples: [
    ["One space", "studioctl ssh-config remove nlp-lab"],
    ["Everything", "studioctl ssh-config remove --yes"],
  ],
  seeAlso: ["ssh-config install"],
  async run({ args: { targets }, context }) {
    const { files: filesOf, keys } = await context.openSsh();
    const files = filesOf();
    const domain = targets.length === 0 ? undefined : await theDomainNamed(context);
    const inScope = (id: string): boolean => {
      const host = hostOfId(id);
      return (!wantsSandbox(context) || host?.sandbox === true) && (domain === undefined || host?.DomainId === domain);
    };
    const entries = hostEntries((await files.read("hosts")) ?? "").filter(({ id }) => inScope(id));
    for (const word of targets) {
      if (entries.some((entry) => isHost(entry, word))) continue;
      throw new StudioctlError("not-found", `no host entry of "${word}" in ${files.hosts}`, {
        fix: suggestion(
          word,
          entries.flatMap(({ id, names }) => [...names, hostOfId(id)?.SpaceName ?? id]),
        ),
      });
    }
    const plan = await planRemoval(
      { files },
      (entry) => inScope(entry.id) && (targets.length === 0 || targets.some((word) => isHost(entry, word))),
    );
    if (plan.changes.length === 0) return { kind: "nothing", footer: [`${files.hosts} has no host entries: nothing to remove`] };
    const lines = [
      ...plan.removed.map((entry) => `remove ${hostLabel(entry)} from ${files.hosts}`),
      ...(plan.include === "removed" ? [`remove the line that includes it from ${files.config}`] : []),
    ];
    if (!context.globals.quiet) await context.io.stderr.write(lines.map((line) => `${line}\n`).join(""));
    await confirmOrDecline(context, "Remove this?");
    await applyHosts({ files }, plan);
    for (const { id } of plan.removed) {
      const host = hostOfId(id);
      if (host !== undefined) await keys.forget(keys.file(hostName(host)));
    }
    return { kind: "nothing", footer: [`${plan.removed.map(({ names }) => names[0]).join(", ") || files.hosts}: no longer known to ssh`] };
  },
});
