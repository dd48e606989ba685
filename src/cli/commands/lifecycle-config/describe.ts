import { scriptOf } from "../../../core/lifecycle-config/lifecycle-config.ts";
import { readAttachments } from "../../../operations/lifecycle-config/attachments.ts";
import { describeLifecycleConfig } from "../../../operations/lifecycle-config/describe.ts";
import { timeAndAge } from "../../views/columns.ts";
import { defineCommand } from "../../command.ts";
import { details, known } from "../../result.ts";
import { withUnread, workOf } from "../../views/settings-levels.ts";
import { attachmentDocument, attachmentText, checkName, nameArgument } from "./flags.ts";

export const lifecycleConfigDescribe = defineCommand({
  name: "lifecycle-config describe",
  summary: "Show one lifecycle config with its script, and where it is attached",
  description: "Every domain, user profile and space of the Region is read. What cannot be read is a warning, with exit code 3.",
  args: { name: nameArgument },
  examples: [
    ["Show a lifecycle config", "studioctl lifecycle-config describe setup"],
    ["Write its script to a file", "studioctl lcc describe setup --query StudioLifecycleConfigContent -o tsv | base64 -d >setup.sh"],
  ],
  async run({ args, context }) {
    checkName(args.name);
    const ports = { studio: await context.studio(), configs: await context.lifecycleConfigs() };
    const config = await describeLifecycleConfig(ports, args.name);
    const { attachments, domains, unread } = await readAttachments(ports, config, await workOf(context));
    const script = scriptOf(config);
    const described = details({
      document: { ...config, Content: script, Attachments: attachments.map(attachmentDocument) },
      name: config.StudioLifecycleConfigName,
      fields: known([
        ["Lifecycle config", config.StudioLifecycleConfigName],
        ["Type", config.StudioLifecycleConfigAppType],
        ["Where", attachments.map((each) => attachmentText(each, domains)).join("\n") || "attached nowhere"],
        ["ARN", config.StudioLifecycleConfigArn],
        ["Created", timeAndAge(config.CreationTime, context.clock.now())],
      ]),
      script: script.endsWith("\n") ? script : `${script}\n`,
    });
    return withUnread(described, unread);
  },
});
