import { appReference } from "../../../core/app.ts";
import { explainApp } from "../../../operations/app/why.ts";
import { statusTone, timeAndAge } from "../../columns.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { integerFlag } from "../../flags.ts";
import { lineText } from "../../log-lines.ts";
import { details, known } from "../../result.ts";
import { findOneApp } from "../../targets.ts";

export const appWhy = defineCommand({
  name: "app why",
  summary: "Say why an app is in the state it is in, and what to do",
  description: "Its status and failure reason, the last lines of its log and of its lifecycle config, what they come to, and the fix.",
  args: { app: requiredArgument("APP", "an app reference, or - for one on stdin", { completes: "app" }) },
  flags: { lines: integerFlag("the last lines of each of its logs", { min: 1, max: 1_000, byDefault: 10 }) },
  examples: [["An app that failed", "studioctl app why dmitri/finetune-large --domain research"]],
  seeAlso: ["app logs", "app start", "quota"],
  async run({ args, flags, context }) {
    const found = await findOneApp(context, args.app);
    const [studio, logs] = await Promise.all([context.studio(), context.logs()]);
    const { app, diagnosis, lines, unread } = await explainApp({ studio, logs, clock: context.clock, signal: context.signal }, found, flags.lines);
    return details({
      document: { ...app, Diagnosis: diagnosis, Logs: lines, ...(unread !== undefined && { LogsUnread: unread }) },
      name: appReference(app),
      fields: known([
        ["App", appReference(app)],
        ["Status", app.Status, statusTone(app.Status)],
        ["Created", timeAndAge(app.CreationTime, context.clock.now())],
        ["Reason", app.FailureReason],
        ["Cause", diagnosis.Cause],
        ["Fix", diagnosis.Fix],
        ["Log", lines.map(lineText).join("\n")],
      ]),
      footer: unread === undefined ? [] : [`note: without its log: ${unread}`],
    });
  },
});
