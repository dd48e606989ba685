import { unusedLifecycleConfig } from "../../../operations/lifecycle-config/delete.ts";
import { defineCommand } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { workOf } from "../../views/settings-levels.ts";
import { checkName, nameArgument } from "./flags.ts";

export const lifecycleConfigDelete = defineCommand({
  name: "lifecycle-config delete",
  summary: "Delete a lifecycle config that is not in use",
  description:
    "Asks for confirmation. A lifecycle config that is attached, or that a running app uses, is not deleted: the error says " +
    "where it is used. It is not deleted either if a domain, user profile or space cannot be read.",
  args: { name: nameArgument },
  examples: [
    ["Delete a lifecycle config after a confirmation", "studioctl lifecycle-config delete setup"],
    ["Delete it without confirmation", "studioctl lifecycle-config delete setup --yes"],
  ],
  async run({ args: { name }, context }) {
    checkName(name);
    const configs = await context.lifecycleConfigs();
    const ports = { studio: await context.studioInFull(), configs };
    const { StudioLifecycleConfigAppType: type } = await unusedLifecycleConfig(ports, name, await workOf(context));
    await confirmOrDecline(context, `This deletes lifecycle config ${name} for ${type}, with its script. Continue?`);
    await configs.deleteLifecycleConfig(name);
    return { kind: "nothing", footer: [`deleted: lifecycle config ${name}`] };
  },
});
