import { defineCommand } from "../../command.ts";
import { details } from "../../result.ts";

export const configPath = defineCommand({
  name: "config path",
  summary: "Show where the configuration is stored",
  description: "The file is a JSON object with the names of the settings as members. STUDIOCTL_CONFIG names another file.",
  examples: [["The file", "studioctl config path"]],
  async run({ context: { settingsFile } }) {
    return details({ document: { Path: settingsFile.path }, name: settingsFile.path, fields: [["Path", settingsFile.path]] });
  },
});
