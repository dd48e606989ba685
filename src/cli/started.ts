import { type AppDetail, appReference, ownerLabel, ownerOf } from "../core/app/app.ts";
import { StudioctlError, isError, usageError } from "../core/errors.ts";
import type { Prepared } from "../operations/app/request.ts";
import type { AgainOutcome } from "../operations/app/start-again.ts";
import type { StartOutcome } from "../operations/app/start.ts";
import { withHourlyUsd } from "./views/app-columns.ts";
import { appDetails } from "./app-details.ts";
import type { Context } from "./context.ts";
import { textFlag } from "./flags.ts";
import { type Result, details } from "./result.ts";

/** `--lifecycle-config`: the ARN of one, or none. */
export function lifecycleConfigFlag(summary: string) {
  return textFlag("ARN|none", summary, { check: checkLifecycleConfig, completes: "lifecycle-config-arn" });
}

/** An app that a verb has started, or that was already running. */
export async function startedDetails(context: Context, app: AppDetail, footer: readonly string[]): Promise<Result> {
  const { region } = await context.studio();
  return appDetails(withHourlyUsd(app, await context.prices(), region), context.clock.now(), footer);
}

/** The first line under it. */
export function startFooter({ outcome, app }: Extract<StartOutcome, { app: unknown }>): string {
  if (outcome === "already-running") return `already running: nothing was changed`;
  return app.Status === "InService" ? "started" : `accepted: it is ${app.Status}`;
}

/** Instance types that had no capacity, for the same place. */
export function capacityNotes({ without, app }: Pick<AgainOutcome, "without" | "app">): string[] {
  if (without.length === 0) return [];
  return [`it runs on ${app.ResourceSpec?.InstanceType ?? "another instance type"}: there was no capacity for ${without.join(", ")}`];
}

/** What `--dry-run` shows of a start. */
export function checkedDetails({ app, instanceType }: Prepared, footer: readonly string[]): Result {
  return details({
    document: { ...app, DryRun: true, ResourceSpec: { ...app.ResourceSpec, InstanceType: instanceType } },
    name: appReference(app),
    fields: [
      ["App", app.AppName],
      ["Type", app.AppType],
      ["Owner", ownerLabel(ownerOf(app))],
      ["Instance type", instanceType],
    ],
    footer,
  });
}

/** Records that a domain no longer starts Studio Classic apps, and rejects with an alternative. */
export async function rejectClosed(context: Context, { app }: Pick<Prepared, "app">, error: unknown): Promise<never> {
  if (!isError(error, "classic-closed")) throw error;
  await (await context.classicRefusals()).add(app.DomainId);
  // Studio Classic is closed to new accounts (service-facts: The model of Studio): use a space instead.
  throw new StudioctlError("classic-closed", `this account can no longer start ${app.AppType} apps`, {
    why: error.why ?? "Studio Classic is closed to new accounts and new apps",
    fix: "use a JupyterLab space: studioctl space list shows them, studioctl space start SPACE starts one",
    serviceCode: error.serviceCode,
    requestId: error.requestId,
    cause: error,
  });
}

function checkLifecycleConfig(text: string, flag: string): void {
  if (text === "none" || /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:\d{12}:studio-lifecycle-config\/.+$/.test(text)) return;
  throw usageError(`${flag} does not take "${text}"`, { fix: "arn:aws:sagemaker:REGION:ACCOUNT:studio-lifecycle-config/NAME, or none" });
}
