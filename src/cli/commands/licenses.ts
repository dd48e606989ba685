import { defineCommand } from "../command.ts";

export const licenses = defineCommand({
  name: "licenses",
  summary: "Print the licenses of the packages that studioctl contains",
  examples: [["All of them", "studioctl licenses"]],
  async run({ context }) {
    return { kind: "text", text: await context.licenses() };
  },
});
