import { usageError } from "../../../core/errors.ts";
import type { Domain } from "../../../core/domain/domain.ts";
import { leftOfDomain } from "../../../core/teardown/left-behind.ts";
import { homeDirectories } from "../../../operations/efs/home-directories.ts";
import { keepHomeMap, readHomeStorage } from "../../../operations/teardown/storage.ts";
import { planDomainTeardown } from "../../../operations/teardown/plan.ts";
import { defineCommand, optionalArgument } from "../../command.ts";
import type { Context } from "../../context.ts";
import { choiceFlag } from "../../flags.ts";
import { theDomain } from "../../targets.ts";
import { checkTeardownFlags, confirmFlag, tearDown, teardownFlags } from "../../teardown/run.ts";

const choices = ["retain", "delete"] as const;

const flags = {
  efs: choiceFlag(
    "CHOICE",
    choices,
    "retain keeps the file system with all home directories, delete deletes it permanently; there is no default, and a domain without a file system does not need it",
  ),
  ...teardownFlags,
  confirm: confirmFlag("DOMAIN-ID"),
};

export const domainDelete = defineCommand({
  name: "domain delete",
  summary: "Delete a domain, and with --cascade everything in it",
  description:
    "Without --cascade, what is in the way is shown as a tree, and nothing is deleted. With it, apps, spaces, user profiles " +
    "and the domain are deleted in this order, each as soon as nothing in it is left, after you type the domain id. Failed " +
    "apps are skipped: they block nothing. First, every volume and file system that is deleted or kept is shown with its size. " +
    "With --efs retain, the uid of each home directory is shown and saved in a file, and what remains is listed with the " +
    "commands that remove it, in order. After an interruption, a timeout or a partial failure, run the command again: it " +
    "continues with what is left.",
  args: { ref: optionalArgument("REF", "domain id or name (default: as --domain)", { completes: "domain" }) },
  flags,
  examples: [
    ["Delete an empty domain and its file system", "studioctl domain delete trial --efs delete"],
    ["Show what --cascade would delete", "studioctl domain delete research --cascade --dry-run"],
    ["Delete a domain with everything in it, but keep the files", "studioctl domain delete research --efs retain --cascade"],
    [
      "Delete a domain with everything in it and the files, in a script",
      "studioctl domain delete d-1l8k4piban0c --efs delete --cascade --confirm d-1l8k4piban0c",
    ],
  ],
  seeAlso: ["profile delete", "efs orphans", "efs mount-info"],
  asks: [{ by: ["domain"], when: (_flags, { ref }) => ref === undefined, along: true }],
  async run({ args, flags: given, context }) {
    checkTeardownFlags(context, given);
    const studio = await context.studio();
    const DomainId = await theDomain(context, args.ref);
    const { domain, tree } = await planDomainTeardown({ studio }, DomainId);
    const fate = await fateOf(context, domain, given);
    const home = await readHomeStorage(context, domain, { fate, ofDomain: true, homes: () => homeDirectories({ studio }, DomainId) });
    const keepHomes =
      home?.fate === "Retain" && home.homes.length > 0
        ? async () => await keepHomeMap(await context.homeMaps(), domain, home, studio.region)
        : undefined;
    return await tearDown(context, {
      head: { DomainId, ...(fate && { HomeEfsFileSystem: fate }) },
      tree,
      flags: given,
      name: DomainId,
      what: `domain ${DomainId}`,
      leftBehind: leftOfDomain(domain, home, studio.region),
      home,
      keepHomes,
    });
  },
});

/** Whether the file system is kept; undefined if there is none, or if it need not be decided yet. */
async function fateOf(
  context: Context,
  { HomeEfsFileSystemId }: Domain,
  { efs, dryRun }: { readonly efs: (typeof choices)[number] | undefined; readonly dryRun: boolean },
): Promise<"Retain" | "Delete" | undefined> {
  if (HomeEfsFileSystemId === undefined) return undefined;
  const choice = efs ?? (dryRun ? undefined : await chosen(context, HomeEfsFileSystemId));
  return choice === undefined ? undefined : choice === "retain" ? "Retain" : "Delete";
}

async function chosen(context: Context, fileSystemId: string): Promise<string> {
  if (!context.mayPrompt) throw undecided();
  const answer = await (
    await context.prompter()
  ).select(`What should happen to EFS file system ${fileSystemId} with all home directories?`, [
    { value: "retain", label: "retain: keep it; it continues to cost money" },
    { value: "delete", label: "delete: delete it permanently, with every user's files" },
  ]);
  context.answers.push("--efs", answer);
  return answer;
}

function undecided() {
  return usageError("missing --efs", {
    why: "--efs retain keeps the file system, which continues to cost money; --efs delete deletes it permanently, with every user's files",
    fix: "--efs retain or --efs delete",
  });
}
