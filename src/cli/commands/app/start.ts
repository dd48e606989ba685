import type { App } from "../../../core/app/app.ts";
import { appsPerInstance, checkInstanceForType, checkInstanceType } from "../../../core/app/rules.ts";
import { checkImage } from "../../../core/image/image.ts";
import { restartCommand, sameLife } from "../../../core/app/restart-command.ts";
import { appTypes } from "../../../core/service-model.ts";
import { type AppRequest, checkRequest, prepareApp } from "../../../operations/app/request.ts";
import { type StartOutcome, startApp } from "../../../operations/app/start.ts";
import { defineCommand } from "../../command.ts";
import type { Context } from "../../context.ts";
import { choiceFlag, integerFlag, switchFlag, textFlag } from "../../flags.ts";
import { ownerFlags, ownerOfFlags, tagFlag, waitingOf } from "../../common-flags.ts";
import type { Result } from "../../result.ts";
import { checkedDetails, lifecycleConfigFlag, rejectClosed, startFooter, startedDetails } from "../../started.ts";
import { theDomain } from "../../targets.ts";
import { notChecked } from "../domain/flags.ts";
import { imageVersionFlag } from "../space/flags.ts";

export const appStart = defineCommand({
  name: "app start",
  summary: "Start an app",
  description:
    "Checks the name, the instance type and the limit of four KernelGateway apps on one instance before any call that changes " +
    "something, then creates the app and waits until it is InService. If the app is running already, nothing is changed.",
  flags: {
    user: { ...ownerFlags.user, summary: "for this user profile" },
    space: { ...ownerFlags.space, summary: "for this space; the app type is that of the space" },
    type: choiceFlag("TYPE", appTypes, "app type: KernelGateway, JupyterServer, or the type of the space"),
    name: textFlag("N", "name of the app (default: made from the image and the instance type)"),
    instanceType: textFlag("TYPE", "instance type (default: that of the user profile, of the domain, or ml.t3.medium)", {
      check: checkInstanceType,
      completes: "instance-type",
    }),
    image: textFlag("NAME|ARN", "SageMaker image: a name in this account, or any ARN", { check: checkImage, completes: "image" }),
    imageVersion: imageVersionFlag("version of the image given, or with --space of the image of the space (default: the latest)"),
    lifecycleConfig: lifecycleConfigFlag("lifecycle config to run when the app starts"),
    recovery: switchFlag("start in recovery mode"),
    tag: tagFlag("tags of the app"),
    maxAppsPerInstance: integerFlag("KernelGateway apps that may share an instance", { min: 1, max: 100, byDefault: appsPerInstance }),
    skipChecks: switchFlag("skip the check of that limit and let the service decide"),
    dryRun: switchFlag("check only, start nothing"),
  },
  examples: [
    ["Start a KernelGateway app on the default instance type", "studioctl app start --domain research --user alice --type KernelGateway"],
    [
      "Start a KernelGateway app with a GPU",
      "studioctl app start -d research --user alice --type KernelGateway --instance-type ml.g4dn.xlarge --name gpu",
    ],
    ["Start the app of a space", "studioctl app start --domain research --space nlp-lab"],
  ],
  seeAlso: ["app list", "app why", "quota", "help exit-codes"],
  asks: [
    { by: ["user", "space"] },
    { by: ["type"], when: ({ user }) => user !== undefined, choices: ["KernelGateway", "JupyterServer"] },
    { by: ["instanceType"], when: ({ type }) => type === "KernelGateway", along: true },
  ],
  async run({ flags, context }) {
    ownerOfFlags(flags);
    const request = { ...flags, lifecycleConfig: flags.lifecycleConfig, tags: flags.tag };
    checkRequest({ ...request, domainId: "" });
    if (flags.type !== undefined) checkInstanceForType(flags.type, flags.instanceType);
    return await start(context, { ...request, domainId: await theDomain(context) }, flags);
  },
});

async function start(
  context: Context,
  request: AppRequest,
  flags: { readonly maxAppsPerInstance: number; readonly skipChecks: boolean; readonly dryRun: boolean },
): Promise<Result> {
  const studio = await context.studio();
  const prices = await context.prices();
  const prepared = await prepareApp({ studio, images: () => context.images() }, request);
  const { maxAppsPerInstance, skipChecks, dryRun } = flags;
  const ports = { studio, clock: context.clock, prices, progress: await context.progress() };
  const outcome = await startApp(ports, { ...prepared, maxAppsPerInstance, skipChecks, dryRun, waiting: waitingOf(context) }).catch(
    async (error: unknown) => await rejectClosed(context, prepared, error),
  );
  if (outcome.outcome === "checked")
    return checkedDetails(prepared, [
      "checked: this app can be started; nothing was changed",
      ...(prepared.notes ?? []),
      ...lastLifeLines(outcome, prepared.app),
    ]);
  return await startedDetails(context, outcome.app, [
    startFooter(outcome),
    ...prepared.unknown.map(notChecked),
    ...(prepared.notes ?? []),
    ...lastLifeLines(outcome, outcome.app),
  ]);
}

/** A note if the last run had another specification: a start uses defaults for omitted flags. */
function lastLifeLines({ lastLife }: StartOutcome, app: Pick<App, "ResourceSpec">): string[] {
  const again = lastLife && restartCommand(lastLife);
  if (lastLife === undefined || again === undefined || sameLife(lastLife.ResourceSpec, app.ResourceSpec)) return [];
  return [`note: it last ran with another specification; to start it as before: ${again}`];
}
