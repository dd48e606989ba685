import { usageError } from "../../../core/errors.ts";
import { type QuickPlan, type QuickRequest, isSetUp } from "../../../core/domain/quick-setup.ts";
import type { Role } from "../../../core/domain/roles.ts";
import { describeDomain } from "../../../operations/domain/describe.ts";
import { type ChooseRole, applyQuick, planQuick } from "../../../operations/domain/quick.ts";
import { confirmOrDecline, requireSomebodyToAsk } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";
import { fieldsText } from "../../views/present.ts";
import { type Fields, type Result, details, known } from "../../result.ts";
import { tagLines, waitingOf } from "../../common-flags.ts";
import { domainDetails } from "./describe.ts";

/** `domain create --quick`: plans, shows, confirms, applies. */
export async function quickSetup(context: Context, request: QuickRequest, dryRun: boolean): Promise<Result> {
  const waiting = waitingOf(context);
  if (waiting === undefined)
    throw usageError("--no-wait cannot be used with --quick", { why: "the first user needs a domain that is InService" });
  if (!dryRun) requireSomebodyToAsk(context);
  const ports = { studio: await context.studio(), network: await context.network(), roles: await context.roles(), clock: context.clock };
  const asks = context.mayPrompt && !context.globals.yes && !dryRun;
  const plan = await planQuick(ports, request, asks ? roleChooser(context) : undefined);
  if (isSetUp(plan) && "domain" in plan) {
    const domain = await describeDomain(ports, plan.domain.DomainId);
    const { UserProfileName } = plan.user;
    return domainDetails(
      { ...domain, UserProfileName },
      context.clock.now(),
      ["already set up: nothing was changed; --name creates another domain"],
      [["User", UserProfileName]],
    );
  }
  if (dryRun) return checked(plan);
  if (!context.globals.yes) await context.io.stderr.write(await fieldsText(known(planned(plan)), context.io.stderr));
  await confirmOrDecline(context, "domain" in plan ? "Continue with this domain?" : "Create these?");
  const { domain, user } = await applyQuick({ ...ports, progress: await context.progress() }, plan, waiting);
  const { UserProfileName } = user;
  const footer = [`set up; studioctl profile open ${UserProfileName} --domain ${domain.DomainId} opens it`];
  return domainDetails({ ...domain, UserProfileName }, context.clock.now(), footer, [["User", UserProfileName]]);
}

/** Offers a new role, then the existing ones. */
function roleChooser(context: Context): ChooseRole {
  return async (roles: readonly Role[]) => {
    const choices = roles.map(({ Arn, RoleName }) => ({ value: Arn, label: RoleName }));
    const answer = await (await context.prompter()).select("Which execution role?", [{ value: "", label: "a new one" }, ...choices]);
    if (answer !== "") context.answers.push("--execution-role", answer);
    return roles.find(({ Arn }) => Arn === answer);
  };
}

function checked(plan: QuickPlan): Result {
  return details({
    document: { ...plan, DryRun: true },
    fields: known(planned(plan)),
    name: "domain" in plan ? plan.domain.DomainId : plan.newDomain.name,
    footer: ["checked: this can be set up; nothing was changed"],
  });
}

function planned(plan: QuickPlan): Fields {
  const user = plan.user.Status === undefined ? "new" : `exists, ${plan.user.Status}`;
  const users: Fields = [["User", `${plan.user.UserProfileName} (${user})`]];
  if ("domain" in plan)
    return [["Domain", `${plan.domain.DomainName} (exists, ${plan.domain.Status})`], ["", plan.domain.DomainId], ...users];
  const { role, newDomain } = plan;
  return [
    ["Execution role", `${role.RoleName} (${role.Arn === undefined ? "new" : "exists"})`],
    ["Policies to attach", role.attach.join("\n")],
    ["Domain", `${newDomain.name} (new)`],
    ["VPC", `${newDomain.vpc} (default)`],
    ["Subnets", newDomain.subnets.join("\n")],
    ...users,
    ["Tags", tagLines(plan.tags)],
  ];
}
