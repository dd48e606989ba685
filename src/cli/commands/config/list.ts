import { defineCommand } from "../../command.ts";
import { rows } from "../../result.ts";
import { type Setting, settingsNow } from "./settings.ts";

export const configList = defineCommand({
  name: "config list",
  summary: "List the settings and where each comes from",
  description:
    "A flag overrides an environment variable, and a variable overrides the configuration file. The sandbox is another " +
    "account: there, domain, profile, region and state are not read from the file. A domain, a region and a state that are saved " +
    "together with a profile apply only with that profile.",
  examples: [["All of them", "studioctl config list"]],
  seeAlso: ["config set", "help environment"],
  async run({ context }) {
    return rows(
      settingsNow(context),
      [
        { header: "KEY", value: ({ Key }: Setting) => Key },
        { header: "VALUE", value: ({ Value }: Setting) => Value ?? "" },
        { header: "FROM", value: ({ From }: Setting) => From ?? "" },
      ],
      { name: ({ Key }: Setting) => Key, empty: "no settings" },
    );
  },
});
