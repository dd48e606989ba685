import { type AttachedConfig, listAttached } from "../../../operations/lifecycle-config/attachments.ts";
import { namesOfDomains } from "../../../operations/settings/read.ts";
import { ageColumn, createdColumn } from "../../columns.ts";
import { defineCommand } from "../../command.ts";
import { rows } from "../../result.ts";
import { attachmentDocument, attachmentText } from "./where.ts";

const concurrency = 10;

export const lifecycleConfigList = defineCommand({
  name: "lifecycle-config list",
  summary: "List lifecycle configs, and where each is attached",
  examples: [
    ["All of the Region", "studioctl lifecycle-config list"],
    ["Those that are attached nowhere", "studioctl lcc list --query '[?!Attachments].StudioLifecycleConfigName' -o tsv"],
  ],
  async run({ context }) {
    const ports = { studio: await context.studio(), configs: await context.lifecycleConfigs() };
    const work = { concurrency, progress: await context.progress(), signal: context.signal };
    const [{ configs, unread }, domains] = await Promise.all([listAttached(ports, work), namesOfDomains(ports)]);
    return rows(configs.map(rowOf), [
      { header: "NAME", value: (row) => row.StudioLifecycleConfigName },
      { header: "TYPE", value: (row) => row.StudioLifecycleConfigAppType },
      ageColumn(context.clock.now()),
      { header: "WHERE", value: ({ attachments }) => attachments.map((each) => attachmentText(each, domains)).join(",\n") },
      createdColumn(),
      { header: "ARN", value: (row) => row.StudioLifecycleConfigArn, wide: true },
    ], {
      document: configs.map(({ config, attachments }) => ({ ...config, Attachments: attachments.map(attachmentDocument) })),
      name: (row) => row.StudioLifecycleConfigName,
      empty: "no lifecycle config in this Region: studioctl lifecycle-config create makes one",
      footer: unread,
    });
  },
});

function rowOf({ config, attachments }: AttachedConfig) {
  return { ...config, attachments };
}
