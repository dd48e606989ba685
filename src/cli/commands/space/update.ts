import { checkSpaceName } from "../../../core/reference.ts";
import { type App, type ResourceSpec, appReference } from "../../../core/app/app.ts";
import { againCommand, specificationWords } from "../../../core/app/restart-command.ts";
import type { Difference } from "../../../core/settings/difference.ts";
import type { Space } from "../../../core/domain/domain.ts";
import { usageError } from "../../../core/errors.ts";
import { type SpaceUpdatePlan, planSpaceUpdate, updateSpace } from "../../../operations/space/update.ts";
import { prepareAgain } from "../../../operations/app/start-again.ts";
import { updateRestarting } from "../../../operations/space/update-restarting.ts";
import { formerApp, startCommand, startPorts } from "../../again.ts";
import { defineCommand, requiredArgument } from "../../command.ts";
import { confirmOrDecline } from "../../prompts/confirm.ts";
import { differenceColumns, showDifferences } from "../../views/difference.ts";
import type { Context } from "../../context.ts";
import { type FlagValues, type Texts, textFlag, wordsOf } from "../../flags.ts";
import { type Rows, rows } from "../../result.ts";
import { confirmStop, forceFlag } from "../../stop-gate.ts";
import { theDomainOfSpace } from "../../targets.ts";
import { waitingOf } from "../../common-flags.ts";
import { notChecked } from "../domain/flags.ts";
import { idleNotes, settingsFlags, settingsRequest } from "./flags.ts";

export const spaceUpdate = defineCommand({
  name: "space update",
  summary: "Change a space",
  description:
    "Shows the difference, asks for confirmation, changes only the settings that were given, and waits until the change is " +
    "complete. An image must be attached for the app type of the space. A running app keeps its settings until it is restarted. " +
    "Stop the app before you enlarge the volume. --remote-access stops a running app and starts it again: it first shows whether " +
    "the app is idle, as auto-shutdown explain does. With --no-wait the command does not wait for the last step.",
  args: { space: requiredArgument("SPACE", "name of the space", { completes: "space", check: checkSpaceName }) },
  flags: {
    ...settingsFlags,
    displayName: textFlag("TEXT", "the name that Studio shows", { check: checkDisplayName }),
    force: forceFlag,
  },
  examples: [
    ["Enlarge the volume", "studioctl space update nlp-lab --domain research --volume-gb 200"],
    ["Use a version of an image", "studioctl space update nlp-lab -d research --image pytorch --image-version 1 --yes"],
    ["Use the default image again", "studioctl space update nlp-lab -d research --image none --yes"],
    [
      "Use a smaller instance and a shorter idle time",
      "studioctl space update nlp-lab -d research --instance-type ml.t3.large --idle 1h --yes",
    ],
    ["Let people connect with ssh and remote editors", "studioctl space update nlp-lab -d research --remote-access on"],
  ],
  async run({ args, flags, typed, context }) {
    const request = { ...settingsRequest(flags), SpaceName: args.space, displayName: flags.displayName };
    if (Object.values({ ...request, SpaceName: undefined }).every((value) => value === undefined)) {
      throw usageError("nothing to change", {
        fix: "--instance-type, --volume-gb, --remote-access, --idle, --image, --image-version or --display-name",
      });
    }
    const studio = await context.studio();
    const plan = await planSpaceUpdate(
      { studio, images: () => context.images() },
      { ...request, DomainId: await theDomainOfSpace(context, args.space) },
    );
    if (plan.differences.length === 0) return changeRows(plan, plan.space, []);
    await showDifferences(context, plan.differences);
    if (plan.stops && plan.running !== undefined) {
      const again = [`studioctl space update ${plan.space.SpaceName}`, ...wordsOf(settingsFlags, typed), `-d ${plan.space.DomainId}`].join(
        " ",
      );
      return await changeStopped(context, plan, plan.running, {
        change: flags,
        typed,
        again,
        force: flags.force,
        notes: idleNotes(request, plan.idle),
      });
    }
    if (!flags.force) await confirmOrDecline(context, `Change space ${plan.space.SpaceName}?`);
    const ports = { studio, clock: context.clock, progress: await context.progress() };
    const space = await updateSpace(ports, plan, waitingOf(context));
    return changeRows(plan, space, [
      ...acceptance(space),
      ...runningNotes(plan),
      ...idleNotes(request, plan.idle),
      ...plan.unknown.map(notChecked),
    ]);
  },
});

interface StoppedChange {
  readonly change: Pick<FlagValues<typeof settingsFlags>, "instanceType" | "image" | "imageVersion">;
  readonly typed: Texts;
  readonly again: string;
  readonly force: boolean;
  readonly notes: readonly string[];
}

/** A change that needs the app stopped: the app is stopped and started again, with the given flags. */
async function changeStopped(
  context: Context,
  plan: SpaceUpdatePlan,
  running: App,
  { change: { instanceType, image, imageVersion }, typed, again, force, notes }: StoppedChange,
): Promise<Rows> {
  const { SpaceName } = plan.space;
  const [ports, former] = [await startPorts(context), await formerApp(context, running, running)];
  const requests = await prepareAgain(ports, former, { instanceType, image, imageVersion });
  await confirmStop(context, {
    app: running,
    listed: [running],
    force,
    question: `Stop it, change space ${SpaceName} so, and start it again?`,
  });
  const waiting = { timeoutMs: context.globals.timeout, signal: context.signal };
  const options = { waiting, untilAccepted: context.globals.noWait };
  const { space, started } = await updateRestarting(ports, plan, { running, requests, again, start: startCommand(former, typed) }, options);
  const { app } = started;
  return changeRows(plan, space, [
    app.Status === "InService"
      ? `${appReference(app)} was restarted`
      : `the start of ${appReference(app)} is accepted: it is ${app.Status}`,
    ...notes,
    ...plan.unknown.map(notChecked),
  ]);
}

function changeRows({ differences, space, request }: SpaceUpdatePlan, { Status }: Space, footer: readonly string[]): Rows {
  const { DomainId, SpaceName } = space;
  return rows(differences, differenceColumns, {
    document: { DomainId, SpaceName, Changed: differences.length > 0, Differences: differences, Status },
    name: (difference: Difference) => (difference === differences[0] ? SpaceName : undefined),
    empty:
      request.remoteAccess === undefined
        ? "nothing to change"
        : `remote access of space ${SpaceName} is ${request.remoteAccess} already: nothing was changed`,
    footer,
  });
}

function acceptance({ Status }: Space): string[] {
  return Status === "InService" ? [] : [`accepted: it is ${Status}`];
}

/** An app is started with the settings of its space (SageMaker API: DefaultResourceSpec). */
function runningNotes({ running, differences }: SpaceUpdatePlan): string[] {
  const concerned = differences.some(({ Setting }) => Setting.startsWith("SpaceSettings."));
  if (running === undefined || !concerned) return [];
  const words = specificationWords(specOf(differences));
  const restart = words.length === 0 ? "" : `: ${againCommand("restart", running, words)}`;
  return [`${appReference(running)} keeps what it has until it is restarted${restart}`];
}

/** The instance type, image and lifecycle config in a change. */
function specOf(differences: readonly Difference[]): ResourceSpec {
  const members = differences.flatMap(({ Setting, After }) => {
    const member = /\.DefaultResourceSpec\.(\w+)$/.exec(Setting)?.[1];
    return member === undefined || typeof After !== "string" ? [] : [[member, After] as const];
  });
  return Object.fromEntries(members);
}

/** SageMaker API: SpaceDisplayName. */
function checkDisplayName(text: string, flag: string): void {
  if (text.trim() === "" || text.length > 64) throw usageError(`${flag} does not take "${text}"`, { fix: "1 to 64 characters" });
}
