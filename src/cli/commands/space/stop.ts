import { appReference } from "../../../core/app/app.ts";
import { againCommand } from "../../../core/app/restart-command.ts";
import { collect } from "../../../core/collections.ts";
import type { Decision } from "../../../core/idle/report.ts";
import { checkSpaceName } from "../../../core/reference.ts";
import { isStoppable, stopApps } from "../../../operations/app/stop.ts";
import { stopFirst } from "../../../operations/app/stop-first.ts";
import { describeSpace } from "../../../operations/space/describe.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { type Result, details, known } from "../../result.ts";
import { confirmStop, forceFlag } from "../../stop-gate.ts";
import { theDomainOfSpace } from "../../targets.ts";
import { waitingOf } from "../../common-flags.ts";

export const spaceStop = defineCommand({
  name: "space stop",
  summary: "Stop the app of a space",
  description:
    "Shows whether the app is idle, as auto-shutdown explain does, asks for confirmation, stops the app, and waits until it is " +
    "gone. Keeps the volume of the space and the files on it. Changes nothing if the app is not running.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: { force: forceFlag },
  examples: [
    ["Stop a space", "studioctl space stop nlp-lab --domain research"],
    ["Stop it from a script, whatever runs in it", "studioctl space stop nlp-lab -d research --force"],
  ],
  seeAlso: ["space start", "auto-shutdown explain", "app stop"],
  async run({ args, flags, context }) {
    const [studio, DomainId] = [await context.studio(), await theDomainOfSpace(context, args.space)];
    const { SpaceName } = await describeSpace({ studio }, { DomainId, SpaceName: args.space });
    const listed = await collect(studio.listApps({ DomainId, SpaceName }));
    const app = listed.find(isStoppable);
    const key = { DomainId, SpaceName };
    const waiting = waitingOf(context);
    const ports = { studio, clock: context.clock, progress: await context.progress() };
    const leaving = listed.filter(({ Status }) => Status === "Deleting");
    const purpose = { otherwise: "it may still run", goOn: `studioctl space stop ${SpaceName} -d ${DomainId}` };
    if (app === undefined) {
      const [last] = leaving;
      if (last === undefined) return stopped(key, "skipped", "it is not running: nothing was changed");
      if (waiting === undefined) return stopped({ ...key, ...last }, "stopping", "it is being stopped already");
      await stopFirst(ports, { running: [], leaving }, waiting, purpose);
      return stopped({ ...key, ...last }, "stopped", "it was being stopped already, and is stopped now");
    }
    const decision = await confirmStop(context, { app, listed, force: flags.force, question: `Stop ${appReference(app)}?` });
    const again = `${againCommand("start", app)} starts it again as it was`;
    if (waiting === undefined) {
      const [outcome] = await stopApps(ports, [app], undefined);
      if (outcome?.error !== undefined) throw outcome.error;
      return stopped({ ...key, ...app }, "stopping", `accepted; ${again}`, decision);
    }
    await stopFirst(ports, { running: [app], leaving }, waiting, purpose);
    return stopped({ ...key, ...app }, "stopped", `stopped; ${again}`, decision);
  },
});

/** The result for the app of a space. */
function stopped(
  app: { readonly SpaceName?: string; readonly AppType?: string; readonly Status?: string },
  Result: "stopped" | "stopping" | "skipped",
  note: string,
  decision?: Decision,
): Result {
  const { Status: _before, ...named } = app;
  return details({
    document: { ...named, Result, ...(decision !== undefined && { Verdict: decision.Verdict, Reason: decision.Reason }) },
    name: app.SpaceName ?? "",
    fields: known([
      ["Space", app.SpaceName],
      ["Type", app.AppType],
      ["Result", Result],
      ["Verdict", decision?.Verdict],
      ["Reason", decision?.Reason],
    ]),
    footer: [note],
  });
}
