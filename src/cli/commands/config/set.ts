import { defineCommand, requiredArgument } from "../../command.ts";
import { checkSetting } from "../../configuration.ts";
import { details } from "../../result.ts";
import { keyArgument, keyOf, valuesOfKeys } from "./settings.ts";

export const configSet = defineCommand({
  name: "config set",
  summary: "Keep a value that flags then need not say",
  description: "The value is what the flag of that name takes; an empty one takes the setting away.",
  args: { key: keyArgument, value: requiredArgument("VALUE", "as its flag takes it; \"\" for none", { completesAfter: valuesOfKeys }) },
  examples: [
    ["The domain that is meant where none is named", "studioctl config set domain research"],
    ["No domain any more", 'studioctl config set domain ""'],
  ],
  seeAlso: ["config list", "help environment"],
  async run({ args: { key: word, value }, context: { settingsFile } }) {
    const key = keyOf(word);
    if (value !== "") checkSetting(key, value);
    const { [key]: before, ...others } = settingsFile.read();
    if ((before ?? "") !== value) await settingsFile.write(value === "" ? others : { ...others, [key]: value });
    return details({
      document: { Key: key, ...(value !== "" && { Value: value }), Path: settingsFile.path },
      name: key,
      fields: [[key, value === "" ? "not set" : value], ["Path", settingsFile.path]],
    });
  },
});
