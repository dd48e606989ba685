import { parseAppReference } from "../../../core/reference.ts";
import { findWithOwnersApps } from "../../../operations/app/find.ts";
import { describeSpace } from "../../../operations/space/describe.ts";
import { againFlags } from "../../again.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { switchFlag } from "../../flags.ts";
import { restartIt } from "../../restarted.ts";
import { forceFlag } from "../../stop-gate.ts";
import { theDomain, wordOrStdin } from "../../targets.ts";

export const appRestart = defineCommand({
  name: "app restart",
  summary: "Restart an app",
  description:
    "Checks the flags first, shows whether the app is idle, as auto-shutdown explain does, and asks for confirmation. Then it " +
    "stops the app, and starts it again with the same instance type, image and lifecycle config unless flags change them. If the " +
    "app is not running, it is started. After an interruption it prints the command that continues. With --no-wait it waits until " +
    "the app is stopped, but not until it is InService again. A Studio Classic app needs --force, since it may not start again.",
  args: {
    app: requiredArgument("APP", "NAME, OWNER/NAME, OWNER/TYPE/NAME or DOMAIN/OWNER/TYPE/NAME, or - for one on stdin", {
      completes: "app",
    }),
  },
  flags: { ...againFlags, force: forceFlag, dryRun: switchFlag("check only, stop and start nothing") },
  examples: [
    ["Restart the JupyterLab app of a space", "studioctl app restart space:nlp-lab/default --domain research"],
    [
      "Move it to another instance type in a script",
      "studioctl app restart space:nlp-lab/default -d research --instance-type ml.m5.xlarge --force",
    ],
  ],
  seeAlso: ["app stop", "app start", "space restart", "help references"],
  async run({ args, flags, typed, context }) {
    const reference = parseAppReference(await wordOrStdin(args.app, context));
    const [studio, DomainId] = [await context.studio(), await theDomain(context, reference.domain)];
    const { app, listed } = await findWithOwnersApps({ studio }, DomainId, reference);
    const { SpaceName } = app;
    const space = SpaceName === undefined ? undefined : await describeSpace({ studio }, { DomainId, SpaceName });
    return await restartIt({ context, flags, typed, force: flags.force }, { app, listed: app, space }, listed);
  },
});
