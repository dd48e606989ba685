import { requireScope } from "../../../operations/require.ts";
import { ageColumn, createdColumn, statusColumn } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { listed } from "../../views/failures.ts";
import { rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";

export const profileList = defineCommand({
  name: "profile list",
  summary: "List the user profiles of a domain",
  examples: [
    ["List all users of a domain", "studioctl profile list --domain research"],
    ["Count them", "studioctl profile list --domain research --query 'length(@)'"],
  ],
  async run({ context }) {
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    return await listed(context, studio.listUserProfiles({ DomainId }), async (profiles) => {
      if (profiles.length === 0) await requireScope({ studio }, DomainId);
      return rows(
        profiles,
        [{ header: "USER", value: (profile) => profile.UserProfileName }, statusColumn(), ageColumn(context.clock.now()), createdColumn()],
        {
          name: (profile) => profile.UserProfileName,
          empty: `no user profile in ${DomainId}: studioctl profile create creates one`,
        },
      );
    });
  },
});
