import { checkUserName } from "../../../core/reference.ts";
import { type NewDomainRequest, checkForm, networks } from "../../../core/domain/setup.ts";
import { usageError } from "../../../core/errors.ts";
import { type DomainPlan, createDomain, planDomain } from "../../../operations/domain/create.ts";
import { defineCommand } from "../../command.ts";
import { confirmOrDecline, requireSomebodyToAsk } from "../../prompts/confirm.ts";
import type { Context } from "../../context.ts";
import { type FlagValues, choiceFlag, flagName, switchFlag, textFlag, withDefault } from "../../flags.ts";
import { fieldsText } from "../../views/present.ts";
import { type Details, type Result, details, known } from "../../result.ts";
import { tagLines, waitingOf } from "../../common-flags.ts";
import { domainDetails } from "./describe.ts";
import { domainFlags, notChecked } from "./flags.ts";
import { quickSetup } from "./quick.ts";

const flags = {
  name: textFlag("NAME", "name of the domain", { check: checkForm("DomainName") }),
  quick: switchFlag("do what Quick setup of the console does: default VPC, new execution role, first user"),
  user: textFlag("USER", "with --quick: name of the first user (default: default-TIME)", { check: checkUserName }),
  authMode: withDefault(choiceFlag("MODE", ["IAM", "SSO"], "how users sign in"), "IAM"),
  vpc: textFlag("ID", "VPC of the domain", { check: checkForm("VpcId") }),
  ...domainFlags,
  kmsKey: textFlag("KEY", "key that encrypts the file system and the volumes (default: an AWS managed key)", {
    check: checkForm("KmsKeyId"),
  }),
  sharingBucket: textFlag("S3URI", "where the output of shared notebooks is stored (default: output is not shared)", {
    check: checkForm("S3Uri"),
  }),
  sharingKmsKey: textFlag("KEY", "key that encrypts it there", { check: checkForm("KmsKeyId") }),
  dryRun: switchFlag("check only, create nothing"),
};

type Given = FlagValues<typeof flags>;

export const domainCreate = defineCommand({
  name: "domain create",
  summary: "Create a domain",
  description:
    "Checks that the name is free, that subnets and security groups belong to the VPC, and that SageMaker may assume the role; " +
    "shows what will be created, asks for confirmation, creates the domain and waits until it is InService. What these " +
    "credentials cannot read is named, and the service checks it. With --quick, an interrupted run is continued: with the " +
    "newest domain QuickSetupDomain-TIME (or --name) that did not fail, and with the role that the run created; --name creates " +
    "another domain.",
  flags,
  examples: [
    ["Create a domain with everything that a first user needs", "studioctl domain create --quick"],
    [
      "Create a domain in a VPC with an existing role",
      "studioctl domain create --name lab --vpc vpc-0d4e5f60718a1b2c3 --subnets subnet-0e5f60718a1b2c3d4,subnet-0f60718a1b2c3d4e5 " +
        "--execution-role arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20240301T101500",
    ],
    ["Check without creating anything", "studioctl domain create --quick --name lab --user alice --dry-run"],
  ],
  seeAlso: ["profile create", "domain open", "domain delete"],
  async run({ flags: given, context }) {
    if (given.quick) {
      refuseBeside(given, partsOfQuick, "--quick", "--quick chooses it: omit it, or omit --quick");
      return await quickSetup(
        context,
        { name: given.name, executionRole: given.executionRole, user: given.user, tags: given.tag },
        given.dryRun,
      );
    }
    return await create(context, requestOf(given), given.dryRun);
  },
});

const partsOfQuick = [
  "authMode",
  "vpc",
  "network",
  "subnets",
  "securityGroups",
  "defaultInstanceType",
  "kmsKey",
  "sharingBucket",
  "sharingKmsKey",
] as const;

function refuseBeside(given: Given, keys: readonly (keyof Given)[], beside: string, fix: string): void {
  const odd = keys.find((key) => given[key] !== flags[key].absent);
  if (odd !== undefined) throw usageError(`${flagName(odd)} cannot be used with ${beside}`, { fix });
}

function requestOf(given: Given): NewDomainRequest {
  const { name, vpc, executionRole, tag: tags, ...rest } = given;
  if (given.user !== undefined)
    throw usageError("--user can only be used with --quick", { fix: "studioctl profile create USER creates users of a domain" });
  if (name === undefined || vpc === undefined || executionRole === undefined || given.subnets.length === 0) {
    const missing = (["name", "vpc", "subnets", "executionRole"] as const).filter((key) => given[key] === flags[key].absent);
    throw usageError(`a domain needs ${missing.map(flagName).join(", ")}`, { fix: "give them, or let --quick choose" });
  }
  if (given.sharingKmsKey !== undefined && given.sharingBucket === undefined) {
    throw usageError("--sharing-kms-key needs --sharing-bucket", { fix: "give the bucket as well" });
  }
  return { ...rest, name, vpc, executionRole, tags };
}

async function create(context: Context, request: NewDomainRequest, dryRun: boolean): Promise<Result> {
  if (!dryRun) requireSomebodyToAsk(context);
  const ports = { studio: await context.studio(), network: await context.network(), roles: await context.roles() };
  const plan = await planDomain(ports, request);
  if (dryRun) return checked(plan, request);
  const said = notes(plan, request);
  if (!context.globals.yes) {
    await context.io.stderr.write(await fieldsText(planned(request), context.io.stderr));
    await context.io.stderr.write(said.map((note) => `${note}\n`).join(""));
  }
  await confirmOrDecline(context, `Create the domain ${request.name}?`);
  const domain = await createDomain(
    { ...ports, clock: context.clock, progress: await context.progress() },
    plan.request,
    waitingOf(context),
  );
  const state = domain.Status === "InService" ? "created" : `accepted: it is ${domain.Status}`;
  return domainDetails(domain, context.clock.now(), context.globals.yes ? [...said, state] : [state]);
}

function checked(plan: DomainPlan, request: NewDomainRequest): Details {
  return details({
    document: { ...plan.request, DryRun: true },
    fields: planned(request),
    name: plan.request.DomainName,
    footer: [...notes(plan, request), "checked: this domain can be created; nothing was changed"],
  });
}

/** What could not be checked, and what will be missing later. */
function notes({ unknown, warnings }: DomainPlan, { network, securityGroups }: NewDomainRequest): string[] {
  return [
    ...warnings.map((warning) => `warning: ${warning}`),
    ...unknown.map(notChecked),
    ...(network === "vpc-only" && securityGroups.length === 0
      ? ["vpc-only without --security-groups: each user profile has to set some"]
      : []),
  ];
}

function planned(request: NewDomainRequest): Details["fields"] {
  return known([
    ["Name", request.name],
    ["Sign-in", request.authMode],
    ["Network", networks[request.network ?? "public"]],
    ["VPC", request.vpc],
    ["Subnets", request.subnets.join("\n")],
    ["Security groups", request.securityGroups.join("\n")],
    ["Execution role", request.executionRole],
    ["KMS key", request.kmsKey],
    ["Sharing bucket", request.sharingBucket],
    ["Sharing KMS key", request.sharingKmsKey],
    ["Default instance", request.defaultInstanceType],
    ["Tags", tagLines(request.tags)],
  ]);
}
