import { defineCommand } from "../../command.ts";

export const sandboxReset = defineCommand({
  name: "sandbox reset",
  summary: "Begin the sandbox's story again",
  description: "Also removes what sweeps remember of the sandbox: first sightings, receipts, warnings. Those of a real account stay.",
  examples: [["Forget all changes", "studioctl sandbox reset"]],
  async run({ context }) {
    const { openStore, sandboxStateFile, seedState, story } = await context.sandbox();
    await openStore(sandboxStateFile(context.stateFolder())).replace(seedState(story, context.clock.now().getTime()));
    await context.forgetSandbox();
    return { kind: "nothing", footer: ["the sandbox begins again"] };
  },
});
