import { checkDefaultInstanceType, checkForm, networkModes } from "../../../core/domain/setup.ts";
import { choiceFlag, listFlag, textFlag } from "../../flags.ts";
import { tagFlag } from "../../common-flags.ts";

/** The flags of a domain, on creation and later. */
export const domainFlags = {
  executionRole: textFlag("ARN", "role that the users' apps run with", { check: checkForm("RoleArn") }),
  network: choiceFlag("MODE", networkModes, "public: direct internet access (the service's default); vpc-only: through the VPC"),
  subnets: listFlag("ID", "subnets of the VPC", { check: checkForm("SubnetId") }),
  securityGroups: listFlag("ID", "security groups of the users' apps; required for vpc-only", { check: checkForm("SecurityGroupId") }),
  defaultInstanceType: textFlag("TYPE", "default instance type of KernelGateway, JupyterLab and CodeEditor apps", {
    check: checkDefaultInstanceType,
    completes: "instance-type",
  }),
  tag: tagFlag("tags of the domain"),
};

/** Notes about checks that could not be made. */
export function notChecked(what: string): string {
  return `not checked, because these credentials cannot read it: ${what}`;
}
