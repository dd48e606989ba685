import { appKey } from "../../../core/app/app.ts";
import { withHourlyUsd } from "../../views/app-columns.ts";
import { appDetails } from "../../app-details.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { findOneApp } from "../../targets.ts";

export const appDescribe = defineCommand({
  name: "app describe",
  summary: "Show one app",
  args: {
    app: requiredArgument("APP", "NAME, OWNER/NAME, OWNER/TYPE/NAME or DOMAIN/OWNER/TYPE/NAME, or - for one on stdin", {
      completes: "app",
    }),
  },
  examples: [
    ["Show an app by its name", "studioctl app describe churn-model --domain research"],
    ["Show the JupyterLab app of a space", "studioctl app describe space:nlp-lab/default -d research"],
  ],
  seeAlso: ["app why", "app logs", "help references"],
  async run({ args, context }) {
    const { app, detail } = await findOneApp(context, args.app);
    const studio = await context.studio();
    const described = detail ?? (await studio.describeApp(appKey(app)));
    return appDetails(withHourlyUsd(described, await context.prices(), studio.region), context.clock.now());
  },
});
