import type { Domain } from "../../../core/domain/domain.ts";
import { describeDomain } from "../../../operations/domain/describe.ts";
import { statusTone, timeAndAge } from "../../views/columns.ts";
import { defineCommand, optionalArgument } from "../../command.ts";
import { type Details, type Fields, details, known } from "../../result.ts";
import { theDomain } from "../../targets.ts";

export const domainDescribe = defineCommand({
  name: "domain describe",
  summary: "Show one domain",
  args: { ref: optionalArgument("REF", "domain id or name (default: as --domain)", { completes: "domain" }) },
  examples: [
    ["Show the only domain of the Region", "studioctl domain describe"],
    ["Show a domain by its name", "studioctl domain describe research"],
    ["Print the id of its file system", "studioctl domain describe research --query HomeEfsFileSystemId"],
  ],
  seeAlso: ["efs mount-info", "domain update"],
  async run({ args, context }) {
    const domain = await describeDomain({ studio: await context.studio() }, await theDomain(context, args.ref));
    return domainDetails(domain, context.clock.now());
  },
});

/** A domain as a result; `more` goes at the end of its fields. */
export function domainDetails(domain: Domain, now: Date, footer: readonly string[] = [], more: Fields = []): Details {
  const defaults = domain.DefaultUserSettings;
  const fields: Fields = [
    ["Domain", domain.DomainId],
    ["Name", domain.DomainName],
    ["Status", domain.Status, statusTone(domain.Status)],
    ["Why", domain.FailureReason],
    ["Sign-in", domain.AuthMode],
    ["Network", domain.AppNetworkAccessType],
    ["VPC", domain.VpcId],
    ["Subnets", domain.SubnetIds?.join("\n")],
    ["File system", domain.HomeEfsFileSystemId],
    ["Execution role", defaults?.ExecutionRole],
    ["Default KernelGateway instance", defaults?.KernelGatewayAppSettings?.DefaultResourceSpec?.InstanceType],
    ["Default JupyterLab instance", defaults?.JupyterLabAppSettings?.DefaultResourceSpec?.InstanceType],
    ["Created", timeAndAge(domain.CreationTime, now)],
    ["URL", domain.Url],
    ...more,
  ];
  return details({ document: domain, fields: known(fields), name: domain.DomainId, footer });
}
