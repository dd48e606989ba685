import { defineCommand, requiredArgument } from "../../command.ts";
import { textOf } from "../../common-flags.ts";

export const sandboxSeed = defineCommand({
  name: "sandbox seed",
  summary: "Replace the contents of the sandbox with those of a file",
  description:
    "The file is YAML or JSON: domains, their users and spaces, apps, and what runs in them, with times counted back from now; and settings: " +
    "latency, throttling, faults. examples/account.yaml shows them all.",
  args: { file: requiredArgument("FILE", "a path, or - for stdin", { completes: "file" }) },
  examples: [["Use the contents of a file", "studioctl sandbox seed examples/account.yaml"]],
  async run({ args, context }) {
    const { openStore, readSeed, sandboxStateFile, seedState } = await context.sandbox();
    const seed = await readSeed(await textOf(args.file, context));
    await openStore(sandboxStateFile(context.stateFolder())).replace(seedState(seed, context.clock.now().getTime()));
    await context.forgetSandbox();
    return { kind: "nothing", footer: [`the sandbox holds ${seed.domains.length} domain${seed.domains.length === 1 ? "" : "s"} now`] };
  },
});
