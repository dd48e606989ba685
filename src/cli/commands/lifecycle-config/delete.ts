import { unusedLifecycleConfig } from "../../../operations/lifecycle-config/delete.ts";
import { defineCommand } from "../../command.ts";
import { confirmOrDecline } from "../../confirm.ts";
import { checkName, nameArgument } from "./name.ts";

const concurrency = 10;

export const lifecycleConfigDelete = defineCommand({
  name: "lifecycle-config delete",
  summary: "Delete a lifecycle config that nothing uses",
  description: "Asks first. One that is attached somewhere, or that a running app uses, is kept, and the places and apps are named.",
  args: { name: nameArgument },
  examples: [
    ["After a question", "studioctl lifecycle-config delete setup"],
    ["From a script", "studioctl lifecycle-config delete setup --yes"],
  ],
  async run({ args: { name }, context }) {
    checkName(name);
    const configs = await context.lifecycleConfigs();
    const ports = { studio: await context.studioInFull(), configs };
    const work = { concurrency, progress: await context.progress(), signal: context.signal };
    const { StudioLifecycleConfigAppType: type } = await unusedLifecycleConfig(ports, name, work);
    await confirmOrDecline(context, `This deletes lifecycle config ${name} for ${type}, with its script. Go on?`);
    await configs.deleteLifecycleConfig(name);
    return { kind: "nothing", footer: [`deleted: lifecycle config ${name}`] };
  },
});
