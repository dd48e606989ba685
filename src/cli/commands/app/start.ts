import { type App, appReference, ownerLabel, ownerOf } from "../../../core/app/app.ts";
import { appsPerInstance, checkInstanceForType, checkInstanceType } from "../../../core/app/rules.ts";
import { type StudioctlError, isError, usageError } from "../../../core/errors.ts";
import { checkImage } from "../../../core/image/image.ts";
import { restartCommand, sameLife } from "../../../core/app/restart-command.ts";
import { appTypes } from "../../../core/service-model.ts";
import { type Prepared, type AppRequest, checkRequest, prepareApp } from "../../../operations/app/request.ts";
import { type StartOutcome, startApp } from "../../../operations/app/start.ts";
import { withHourlyUsd } from "../../app-columns.ts";
import { defineCommand } from "../../command.ts";
import type { Context } from "../../context.ts";
import { choiceFlag, integerFlag, switchFlag, textFlag } from "../../flags.ts";
import { ownerFlags, ownerOfFlags } from "../../owner-flags.ts";
import { type Result, details } from "../../result.ts";
import { tagFlag } from "../../tag-flag.ts";
import { theDomain } from "../../targets.ts";
import { waitingOf } from "../../waiting.ts";
import { notChecked } from "../domain/flags.ts";
import { imageVersionFlag } from "../space/flags.ts";
import { appDetails } from "./describe.ts";

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
    lifecycleConfig: textFlag("ARN|none", "lifecycle config to run when the app starts", {
      check: checkLifecycleConfig,
      completes: "lifecycle-config-arn",
    }),
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
    async (error: unknown) => {
      if (!isError(error, "classic-closed")) throw error;
      await (await context.classicRefusals()).add(prepared.app.DomainId);
      throw withSpaceAdvice(error, prepared);
    },
  );
  if (outcome.outcome === "checked") return checked(prepared, lastLifeLines(outcome, prepared.app));
  return appDetails(withHourlyUsd(outcome.app, prices, studio.region), context.clock.now(), [
    footerOf(outcome),
    ...prepared.unknown.map(notChecked),
    ...lastLifeLines(outcome, outcome.app),
  ]);
}

/** Where the last life ran with something else: a start takes defaults for what is not given. */
function lastLifeLines({ lastLife }: StartOutcome, app: Pick<App, "ResourceSpec">): string[] {
  const again = lastLife && restartCommand(lastLife);
  if (lastLife === undefined || again === undefined || sameLife(lastLife.ResourceSpec, app.ResourceSpec)) return [];
  return [`note: it last ran with another specification; to start it as before: ${again}`];
}

function checked({ app, instanceType }: Prepared, notes: readonly string[]): Result {
  return details({
    document: { ...app, DryRun: true, ResourceSpec: { ...app.ResourceSpec, InstanceType: instanceType } },
    name: appReference(app),
    fields: [
      ["App", app.AppName],
      ["Type", app.AppType],
      ["Owner", ownerLabel(ownerOf(app))],
      ["Instance type", instanceType],
    ],
    footer: ["checked: this app can be started; nothing was changed", ...notes],
  });
}

function footerOf({ outcome, app }: Extract<StartOutcome, { app: unknown }>): string {
  if (outcome === "already-running") return `already running: nothing was changed`;
  return app.Status === "InService" ? "started" : `accepted: it is ${app.Status}`;
}

/** Studio Classic is closed to new accounts (service-facts: The model of Studio): the way on is a space. */
function withSpaceAdvice(error: StudioctlError, { app }: Prepared): StudioctlError {
  return error.with({
    code: "classic-closed",
    message: `this account can no longer start ${app.AppType} apps`,
    why: error.why ?? "Studio Classic is closed to new accounts and new apps",
    fix: "use a JupyterLab space: studioctl space list shows them, studioctl app start --space SPACE starts one",
  });
}

function checkLifecycleConfig(text: string, flag: string): void {
  if (text === "none" || /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:studio-lifecycle-config\/.+$/.test(text)) return;
  throw usageError(`${flag} does not take "${text}"`, { fix: "arn:aws:sagemaker:REGION:ACCOUNT:studio-lifecycle-config/NAME, or none" });
}
