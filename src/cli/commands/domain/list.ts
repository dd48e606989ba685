import { ageColumn, createdColumn, statusColumn } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { listed } from "../../views/failures.ts";
import { rows } from "../../result.ts";

export const domainList = defineCommand({
  name: "domain list",
  summary: "List the domains of the Region",
  examples: [
    ["List all domains", "studioctl domain list"],
    ["Print their ids", "studioctl domain list -o name"],
  ],
  async run({ context }) {
    const studio = await context.studio();
    const now = context.clock.now();
    return await listed(context, studio.listDomains(), (domains) =>
      rows(
        domains,
        [
          { header: "DOMAIN", value: (domain) => domain.DomainId },
          { header: "NAME", value: (domain) => domain.DomainName },
          statusColumn(),
          ageColumn(now),
          createdColumn(),
          { header: "URL", value: (domain) => domain.Url ?? "", wide: true },
        ],
        {
          name: (domain) => domain.DomainId,
          empty: `no Studio domain in ${studio.region}: studioctl domain create --quick creates one`,
        },
      ),
    );
  },
});
