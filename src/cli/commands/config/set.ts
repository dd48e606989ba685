import { defineCommand, requiredArgument } from "../../command.ts";
import { settingsOfAccount } from "../../../core/configuration.ts";
import { checkSetting } from "../../configuration.ts";
import { wantsSandbox } from "../../environment.ts";
import { details } from "../../result.ts";
import { keyArgument, keyOf, valuesOfKeys } from "./settings.ts";

export const configSet = defineCommand({
  name: "config set",
  summary: "Save a default for a flag",
  description: "The value is what the flag of the same name takes; an empty value removes the setting.",
  args: {
    key: keyArgument,
    value: requiredArgument("VALUE", 'the value, as its flag takes it; "" removes it', { completesAfter: valuesOfKeys }),
  },
  examples: [
    ["Use this domain when --domain is not given", "studioctl config set domain research"],
    ["Remove the default domain", 'studioctl config set domain ""'],
  ],
  seeAlso: ["config list", "help environment"],
  async run({ args: { key: word, value }, context }) {
    const { settingsFile } = context;
    const key = keyOf(word);
    if (value !== "") checkSetting(key, value);
    const { [key]: before, ...others } = settingsFile.read();
    if ((before ?? "") !== value) await settingsFile.write(value === "" ? others : { ...others, [key]: value });
    return details({
      document: { Key: key, ...(value !== "" && { Value: value }), Path: settingsFile.path },
      name: key,
      fields: [
        [key, value === "" ? "not set" : value],
        ["Path", settingsFile.path],
      ],
      footer: value !== "" && wantsSandbox(context) && settingsOfAccount.has(key) ? [unusedInSandbox(key)] : [],
    });
  },
});

/** The equivalent inside the sandbox. */
function unusedInSandbox(key: string): string {
  const instead =
    {
      domain: "; --domain or STUDIOCTL_DOMAIN names a domain of the sandbox",
      region: "; --region or AWS_REGION names another Region",
      state: "; --state or STUDIOCTL_STATE names a table, with AWS_ENDPOINT_URL_DYNAMODB",
    }[key] ?? "";
  return `note: the sandbox is another account and does not use the setting ${key}${instead}`;
}
