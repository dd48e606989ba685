import { defineCommand } from "../../command.ts";

export const sandboxReset = defineCommand({
  name: "sandbox reset",
  summary: "Begin the sandbox's story anew",
  examples: [["Forget all changes", "studioctl sandbox reset"]],
  async run({ context }) {
    const { openStore, sandboxStateFile, seedState, story } = await context.sandbox();
    await openStore(sandboxStateFile(context.stateFolder())).replace(seedState(story, context.clock.now().getTime()));
    return { kind: "nothing", footer: ["the sandbox begins anew"] };
  },
});
