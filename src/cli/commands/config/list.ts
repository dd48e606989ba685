import { defineCommand } from "../../command.ts";
import { rows } from "../../result.ts";
import { type Setting, settingsNow } from "./settings.ts";

export const configList = defineCommand({
  name: "config list",
  summary: "List the settings, and what says so",
  description:
    "A flag goes before a variable, a variable before the file. Inside the sandbox, which is another account, domain, profile and " +
    "region are not asked of the file; a domain and a region beside a profile hold only together with that profile.",
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
