import { type AttachedConfig, listAttached } from "../../../operations/lifecycle-config/attachments.ts";
import { ageColumn, createdColumn } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { rows } from "../../result.ts";
import { withUnread, workOf } from "../../views/settings-levels.ts";
import { attachmentDocument, attachmentText } from "./flags.ts";

export const lifecycleConfigList = defineCommand({
  name: "lifecycle-config list",
  summary: "List lifecycle configs and where each is attached",
  description: "For WHERE, every domain, user profile and space of the Region is read. What cannot be read is a warning, with exit code 3.",
  examples: [
    ["List the lifecycle configs of the Region", "studioctl lifecycle-config list"],
    ["Print the names of those that are not attached", "studioctl lcc list --query '[?!Attachments].StudioLifecycleConfigName' -o tsv"],
  ],
  async run({ context }) {
    const ports = { studio: await context.studio(), configs: await context.lifecycleConfigs() };
    const { configs, domains, unread } = await listAttached(ports, await workOf(context));
    const shown = rows(
      configs.map(rowOf),
      [
        { header: "NAME", value: (row) => row.StudioLifecycleConfigName },
        { header: "TYPE", value: (row) => row.StudioLifecycleConfigAppType },
        ageColumn(context.clock.now()),
        { header: "WHERE", value: ({ attachments }) => attachments.map((each) => attachmentText(each, domains)).join(",\n") },
        createdColumn(),
        { header: "ARN", value: (row) => row.StudioLifecycleConfigArn, wide: true },
      ],
      {
        document: configs.map(({ config, attachments }) => ({ ...config, Attachments: attachments.map(attachmentDocument) })),
        name: (row) => row.StudioLifecycleConfigName,
        empty: "no lifecycle config in this Region: studioctl lifecycle-config create creates one",
      },
    );
    return withUnread(shown, unread);
  },
});

function rowOf({ config, attachments }: AttachedConfig) {
  return { ...config, attachments };
}
