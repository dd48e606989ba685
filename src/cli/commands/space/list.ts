import type { SpaceSummary } from "../../../core/domain/domain.ts";
import { remoteAccessOf } from "../../../core/space/settings.ts";
import { requireScope } from "../../../operations/require.ts";
import { ageColumn, createdColumn, statusColumn } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { listed } from "../../views/failures.ts";
import { rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";

export const spaceList = defineCommand({
  name: "space list",
  summary: "List the spaces of a domain",
  examples: [
    ["List all spaces of a domain", "studioctl space list --domain research"],
    [
      "Print the names of shared spaces",
      "studioctl space list -d research --query \"[?SpaceSharingSettingsSummary.SharingType=='Shared'].SpaceName\"",
    ],
  ],
  async run({ context }) {
    const studio = await context.studio();
    const DomainId = await theDomain(context);
    return await listed(context, studio.listSpaces({ DomainId }), async (spaces) => {
      if (spaces.length === 0) await requireScope({ studio }, DomainId);
      return rows(
        spaces,
        [
          { header: "SPACE", value: (space) => space.SpaceName },
          { header: "TYPE", value: (space) => space.SpaceSettingsSummary?.AppType ?? "" },
          { header: "SHARING", value: (space) => space.SpaceSharingSettingsSummary?.SharingType ?? "" },
          { header: "OWNER", value: (space) => space.OwnershipSettingsSummary?.OwnerUserProfileName ?? "" },
          statusColumn(),
          { header: "VOLUME", value: volume, align: "right" },
          ageColumn(context.clock.now()),
          {
            header: "REMOTE",
            value: ({ SpaceSettingsSummary: settings }) => (settings === undefined ? "" : remoteAccessOf(settings)),
            wide: true,
          },
          createdColumn(),
        ],
        {
          name: (space) => space.SpaceName,
          empty: `no space in ${DomainId}: studioctl space create makes one`,
        },
      );
    });
  },
});

function volume(space: SpaceSummary): string {
  const gigabytes = space.SpaceSettingsSummary?.SpaceStorageSettings?.EbsStorageSettings?.EbsVolumeSizeInGb;
  return gigabytes === undefined ? "" : `${gigabytes} GB`;
}
