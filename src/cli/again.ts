import { type App, type AppKey, type ResourceSpec, appReference } from "../core/app/app.ts";
import { checkInstanceType } from "../core/app/rules.ts";
import { againCommand, specificationWords } from "../core/app/restart-command.ts";
import { isSpaceAppType } from "../core/app/rules.ts";
import { type Space, settingsMember } from "../core/domain/domain.ts";
import { usageError } from "../core/errors.ts";
import { idleShutdownTypeOf } from "../core/idle-shutdown/idle-shutdown.ts";
import { checkImage } from "../core/image/image.ts";
import { type FormerApp, lastLifeOf } from "../operations/app/start-again.ts";
import { lastSweptStop } from "../operations/app/why.ts";
import type { Context } from "./context.ts";
import { knownReceipts } from "./known-state.ts";
import { imageVersionFlag } from "./commands/space/flags.ts";
import { type Texts, listFlag, textFlag, wordsOf } from "./flags.ts";
import { lifecycleConfigFlag } from "./started.ts";

/** Flags of the verbs that start an app again; omitted ones keep the values of the last run. */
export const againFlags = {
  instanceType: textFlag("TYPE", "instance type (default: that of the last run)", {
    check: checkInstanceType,
    completes: "instance-type",
  }),
  image: textFlag("NAME|ARN", "SageMaker image: a name in this account, or any ARN (default: that of the last run)", {
    check: checkImage,
    completes: "image",
  }),
  imageVersion: imageVersionFlag("version of the image (default: that of the last run, or with --image the latest)"),
  lifecycleConfig: lifecycleConfigFlag("lifecycle config to run at the start (default: that of the last run)"),
  or: listFlag("TYPE", "instance types to try, in this order, if there is no capacity", {
    check: checkInstanceType,
    completes: "instance-type",
  }),
};

/** The ports for starting an app. */
export async function startPorts(context: Context) {
  return {
    studio: await context.studio(),
    images: () => context.images(),
    clock: context.clock,
    prices: await context.prices(),
    progress: await context.progress(),
  };
}

/** An app with the specification of its last run, from the service's list, else from the receipts of sweeps. */
export async function formerApp(context: Context, app: AppKey, listed: App | undefined): Promise<FormerApp> {
  return { app, lastLife: await lastLifeOf(listed, async () => await recordedLife(context, app)) };
}

async function recordedLife(context: Context, app: AppKey): Promise<ResourceSpec | undefined> {
  const [receipts, { region }] = await Promise.all([knownReceipts(context), context.studio()]);
  const wanted = appReference(app).toLowerCase();
  const stop = await lastSweptStop(receipts, (each) => each.Region === region && appReference(each).toLowerCase() === wanted);
  return stop?.app.ResourceSpec;
}

/** Throws a usage error for flags that need waiting. */
export function requireWaitingFor(or: readonly string[], { globals }: Context): void {
  if (or.length === 0 || !globals.noWait) return;
  throw usageError("--or cannot be used with --no-wait", {
    why: "that there is no capacity is known only after the start was accepted",
    fix: "leave one of the two out",
  });
}

/** The command that starts an app as requested, shown after an interruption. */
export function startCommand({ app, lastLife }: FormerApp, typed: Texts): string {
  // `none` applies to settings: an app cannot be started with it.
  const given = wordsOf(againFlags, new Map([...typed].filter(([key, texts]) => key !== "image" || texts.at(-1) !== "none")));
  // The last run of a space is known for 24 hours; `app start` needs flags.
  return againCommand(
    "start",
    app,
    isSpaceAppType(app.AppType) || lastLife === undefined ? given : [...specificationWords(lastLife), ...given],
  );
}

/** A note if no change is requested and the settings of a space differ from its app's last run. */
export function settingsNotes(
  space: Space | undefined,
  { ResourceSpec: runs = {}, ...app }: Pick<App, "ResourceSpec"> & AppKey,
  typed: Texts,
): string[] {
  const type = space && idleShutdownTypeOf(space);
  const own = type && space.SpaceSettings?.[settingsMember(type)]?.DefaultResourceSpec;
  if (own === undefined || wordsOf(againFlags, typed).length > 0) return [];
  const different = Object.entries(own).filter(([member, value]) => new Map(Object.entries(runs)).get(member) !== value);
  if (different.length === 0) return [];
  const words = specificationWords(own);
  return words.length === 0
    ? []
    : [
        `note: it runs as in its last run, which differs from the settings of the space; to apply those: ${againCommand("restart", app, words)}`,
      ];
}
