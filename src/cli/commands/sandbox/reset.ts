import { defineCommand } from "../../command.ts";

export const sandboxReset = defineCommand({
  name: "sandbox reset",
  summary: "Reset the sandbox to its built-in story",
  description:
    "Also removes what sweeps remember about the sandbox: first sightings, receipts and warnings. Records of real accounts are " +
    "not touched.",
  examples: [["Discard all changes", "studioctl sandbox reset"]],
  async run({ context }) {
    const { openStore, sandboxStateFile, seedState, story } = await context.sandbox();
    await openStore(sandboxStateFile(context.stateFolder())).replace(seedState(story, context.clock.now().getTime()));
    await context.forgetSandbox();
    return { kind: "nothing", footer: ["the sandbox was reset"] };
  },
});
