import * as v from "valibot";
import type { AppStatus, AppType } from "../core/app/app.ts";
import type { Receipt, RunReceipt } from "../core/idle/receipt.ts";
import type { Evidence, Result, Verdict } from "../core/idle/report.ts";

/** A word that a later version may add to: taken as it is. */
const word = <T extends string>() => v.custom<T>((value) => typeof value === "string");
const time = v.pipe(
  v.string(),
  v.transform((text) => new Date(text)),
  v.date(),
);
const count = v.number();

const stamp = { At: time, Run: v.string(), Account: v.exactOptional(v.string()) };

const app = v.object({
  Kind: v.literal("app"),
  ...stamp,
  DomainId: v.string(),
  UserProfileName: v.exactOptional(v.string()),
  SpaceName: v.exactOptional(v.string()),
  AppType: word<AppType>(),
  AppName: v.string(),
  Region: v.string(),
  InstanceType: v.exactOptional(v.string()),
  Status: word<AppStatus>(),
  Verdict: word<Verdict>(),
  Result: word<Result>(),
  Reason: v.string(),
  IdleSeconds: v.exactOptional(v.number()),
  Evidence: v.array(v.object({ Source: word<Evidence["Source"]>(), LastActivity: v.exactOptional(time), Detail: v.string() })),
  HourlyUsd: v.exactOptional(v.number()),
  HourlyUsdSaved: v.exactOptional(v.number()),
  ResourceSpec: v.exactOptional(
    v.object({
      InstanceType: v.exactOptional(v.string()),
      SageMakerImageArn: v.exactOptional(v.string()),
      SageMakerImageVersionArn: v.exactOptional(v.string()),
      SageMakerImageVersionAlias: v.exactOptional(v.string()),
      LifecycleConfigArn: v.exactOptional(v.string()),
    }),
  ),
});

const intent = v.object({ ...app.entries, Kind: v.literal("intent") });

const run = v.object({
  Kind: v.literal("run"),
  ...stamp,
  StartedAt: time,
  Regions: v.exactOptional(v.array(v.string())),
  DryRun: v.boolean(),
  Version: v.string(),
  Arguments: v.array(v.string()),
  Outcome: word<RunReceipt["Outcome"]>(),
  Message: v.exactOptional(v.string()),
  Summary: v.exactOptional(
    v.object({
      Evaluated: count,
      Idle: count,
      Stopped: count,
      Failed: count,
      Kept: count,
      Unknown: count,
      HourlyUsdSaved: v.exactOptional(v.number()),
    }),
  ),
  Errors: v.exactOptional(v.array(v.object({ Region: v.string(), Code: v.string(), Message: v.string() }))),
});

const receipt: v.GenericSchema<unknown, Receipt> = v.variant("Kind", [app, intent, run]);

/** A line as it is written: one JSON object. */
export function toLine(receipt: Receipt): string {
  return JSON.stringify(receipt);
}

/** What a line tells; undefined for one that is no receipt, or only a part of one. Members of later versions are left out. */
export function fromLine(line: string): Receipt | undefined {
  let document: unknown;
  try {
    document = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { success, output } = v.safeParse(receipt, document);
  return success ? output : undefined;
}
