import type { UserProfile } from "../../../core/domain/domain.ts";
import { checkDefaultInstanceType, checkForm } from "../../../core/domain/setup.ts";
import { usageError } from "../../../core/errors.ts";
import { checkUserName } from "../../../core/reference.ts";
import type { ProfileUpdate } from "../../../core/profile/change.ts";
import { applyProfileUpdate, planProfileUpdate } from "../../../operations/profile/update.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { differenceColumns, showDifferences } from "../../views/difference.ts";
import { listFlag, textFlag } from "../../flags.ts";
import { type Rows, rows } from "../../result.ts";
import { tagFlag, waitingOf } from "../../common-flags.ts";
import { theDomain } from "../../targets.ts";

export const profileUpdate = defineCommand({
  name: "profile update",
  summary: "Change the settings of a user profile",
  description:
    "Changes the settings that were given and no others: shows the difference, asks for confirmation, and waits until the " +
    "change is complete. Changing the execution role requires that none of the user's apps is running: apps in the way are " +
    "named, and nothing is changed.",
  args: { user: requiredArgument("USER", "name of the user profile", { completes: "user", check: checkUserName }) },
  flags: {
    executionRole: textFlag("ARN", "role of the user's apps", { check: checkForm("RoleArn") }),
    securityGroups: listFlag("ID", "security groups of the user's apps, in addition to those of the domain; replaces the present list", {
      check: checkForm("SecurityGroupId"),
    }),
    defaultInstanceType: textFlag("TYPE", "default instance type of the user's KernelGateway, JupyterLab and CodeEditor apps", {
      check: checkDefaultInstanceType,
      completes: "instance-type",
    }),
    tag: tagFlag("tags to add or change; other tags stay"),
  },
  examples: [
    ["Set a larger default instance type", "studioctl profile update ben --domain research --default-instance-type ml.m5.xlarge"],
    ["Change a tag without confirmation", "studioctl profile update ben -d research --tag team=vision --yes"],
  ],
  async run({ args, flags, context }) {
    const request = {
      executionRole: flags.executionRole,
      defaultInstanceType: flags.defaultInstanceType,
      securityGroups: flags.securityGroups,
      tags: flags.tag,
    };
    if (
      request.executionRole === undefined &&
      request.defaultInstanceType === undefined &&
      request.securityGroups.length === 0 &&
      request.tags.length === 0
    ) {
      throw usageError("nothing to change", { fix: "give --execution-role, --default-instance-type, --security-groups or --tag" });
    }
    const studio = await context.studio();
    const key = { DomainId: await theDomain(context), UserProfileName: args.user };
    const plan = await planProfileUpdate({ studio, roles: () => context.roles(), network: () => context.network() }, key, request);
    if (plan.differences.length === 0) return resultOf(plan, []);
    await showDifferences(context, plan.differences);
    await confirmOrDecline(context, `Change user profile ${plan.profile.UserProfileName}?`);
    const ports = { studio, clock: context.clock, progress: await context.progress() };
    const done = await applyProfileUpdate(ports, plan, waitingOf(context));
    return resultOf(done, [
      ...plan.unknown.map((what) => `not checked, because these credentials cannot: ${what}`),
      ...(done.profile.Status === "InService" ? [] : [`accepted: it is ${done.profile.Status}`]),
    ]);
  },
});

function resultOf({ profile, differences }: ProfileUpdate & { readonly profile: UserProfile }, footer: readonly string[]): Rows {
  const { DomainId, UserProfileName, Status } = profile;
  return rows(differences, differenceColumns, {
    document: { DomainId, UserProfileName, Changed: differences.length > 0, Differences: differences, Status },
    name: (difference) => (difference === differences[0] ? UserProfileName : undefined),
    empty: "nothing to change",
    footer,
  });
}
