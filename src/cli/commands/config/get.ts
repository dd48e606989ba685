import { defineCommand } from "../../command.ts";
import { details } from "../../result.ts";
import { keyArgument, keyOf, requireValue, settingsNow } from "./settings.ts";

export const configGet = defineCommand({
  name: "config get",
  summary: "Show the value of one setting",
  args: { key: keyArgument },
  examples: [["Use this output format by default", "studioctl config get output"]],
  async run({ args, context }) {
    const key = keyOf(args.key);
    const setting = settingsNow(context).find(({ Key }) => Key === key) ?? { Key: key };
    const value = requireValue(setting);
    // The bare value, for `$(…)`.
    if (context.globals.output === "table" || context.globals.output === "wide") return { kind: "text", text: `${value}\n` };
    return details({ document: setting, name: value, fields: [[key, value]] });
  },
});
