import { usageError } from "../../../core/errors.ts";
import { lifecycleConfigTypes, lifecycleScript } from "../../../core/lifecycle-config/lifecycle-config.ts";
import { createLifecycleConfig } from "../../../operations/lifecycle-config/create.ts";
import { defineCommand } from "../../command.ts";
import { choiceFlag, textFlag } from "../../flags.ts";
import { details } from "../../result.ts";
import { tagFlag, textOf } from "../../common-flags.ts";
import { checkName, newNameArgument } from "./flags.ts";

export const lifecycleConfigCreate = defineCommand({
  name: "lifecycle-config create",
  summary: "Create a lifecycle config from a script",
  description:
    "Checks the script (size, first line, and syntax with bash -n if bash is installed), converts CRLF line ends to LF, and " +
    "creates the lifecycle config. If a lifecycle config of that name exists with the same script, nothing is changed; with " +
    "another script, the command fails, because a lifecycle config cannot be changed.",
  args: { name: newNameArgument },
  flags: {
    file: textFlag("SCRIPT", "the script, which runs when an app starts, for 5 minutes at most; - is stdin", { completes: "file" }),
    appType: choiceFlag("TYPE", lifecycleConfigTypes, "app type that it is for"),
    tag: tagFlag("a tag of the lifecycle config"),
  },
  examples: [
    ["Create a lifecycle config from a file", "studioctl lifecycle-config create black --file black.sh --app-type JupyterLab"],
    ["Create one from stdin, with a tag", "studioctl lcc create npm --file - --app-type CodeEditor --tag team=web <npm.sh"],
  ],
  asks: [{ by: ["file"] }, { by: ["appType"] }],
  async run({ args: { name }, flags: { file, appType: type, tag: tags }, context }) {
    checkName(name);
    if (file === undefined) throw usageError("missing --file", { fix: "--file SCRIPT" });
    if (type === undefined) throw usageError("missing --type", { fix: `--app-type ${lifecycleConfigTypes.join(", or ")}` });
    const script = lifecycleScript(await textOf(file, context), file);
    const ports = { configs: await context.lifecycleConfigs(), checker: await context.scriptChecker() };
    const { arn, created } = await createLifecycleConfig(ports, { name, type, script, tags });
    return details({
      document: { StudioLifecycleConfigName: name, StudioLifecycleConfigArn: arn, StudioLifecycleConfigAppType: type },
      name,
      fields: [
        ["Lifecycle config", name],
        ["Type", type],
        ["ARN", arn],
      ],
      footer: [
        ...script.notes,
        created ? `created; to use it: studioctl lifecycle-config attach ${name}` : "it exists already: nothing was changed",
      ],
    });
  },
});
