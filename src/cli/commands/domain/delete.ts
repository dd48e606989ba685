import { usageError } from "../../../core/errors.ts";
import { leftOfDomain } from "../../../core/left-behind.ts";
import { planDomainTeardown } from "../../../operations/teardown/plan.ts";
import { defineCommand, optionalArgument } from "../../command.ts";
import { choiceFlag } from "../../flags.ts";
import { theDomain } from "../../targets.ts";
import { checkTeardownFlags, confirmFlag, tearDown, teardownFlags } from "../../teardown/run.ts";

const flags = {
  efs: choiceFlag("CHOICE", ["retain", "delete"], "retain keeps the file system with all home directories, delete deletes it for good; there is no default"),
  ...teardownFlags,
  confirm: confirmFlag("DOMAIN-ID"),
};

export const domainDelete = defineCommand({
  name: "domain delete",
  summary: "Delete a domain, with --cascade all that is in it too",
  description:
    "Without --cascade, what is in the way is shown as a tree, and nothing is deleted. With it, apps, spaces, user profiles and the domain are " +
    "deleted in that order, each as soon as nothing of its own is left, after its id was typed. Failed apps are skipped: they block nothing. " +
    "Interrupted, timed out or partly failed: run it again, it goes on from what is left.",
  args: { ref: optionalArgument("REF", "domain id or name; else as --domain", { completes: "domain" }) },
  flags,
  examples: [
    ["An empty one, and its file system", "studioctl domain delete trial --efs delete"],
    ["What a cascade would delete", "studioctl domain delete research --cascade --dry-run"],
    ["With all that is in it, but for the files", "studioctl domain delete research --efs retain --cascade"],
    ["In a script, files and all", "studioctl domain delete d-1l8k4piban0c --efs delete --cascade --confirm d-1l8k4piban0c"],
  ],
  seeAlso: ["profile delete", "efs orphans"],
  asks: [{ by: ["domain"], when: (_flags, { ref }) => ref === undefined, along: true }, { by: ["efs"], when: ({ dryRun }) => !dryRun }],
  async run({ args, flags: given, context }) {
    checkTeardownFlags(context, given);
    const homeFileSystem = given.efs === undefined ? undefined : given.efs === "retain" ? "Retain" : "Delete";
    if (homeFileSystem === undefined && !given.dryRun) throw undecided();
    const studio = await context.studio();
    const DomainId = await theDomain(context, args.ref);
    const { domain, tree } = await planDomainTeardown({ studio }, DomainId);
    return await tearDown(context, {
      head: { DomainId, ...(homeFileSystem && { HomeEfsFileSystem: homeFileSystem }) },
      tree,
      flags: given,
      name: DomainId,
      what: `domain ${DomainId}`,
      leftBehind: leftOfDomain(domain, homeFileSystem ?? "Retain", studio.region),
    });
  },
});

function undecided() {
  return usageError("not said what becomes of the home directories", {
    why: "--efs retain keeps the file system, which goes on costing money; --efs delete deletes it with every user's files, for good",
    fix: "--efs retain or --efs delete",
  });
}
