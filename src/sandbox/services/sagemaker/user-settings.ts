import type { AppTypeSettings, UserSettings } from "../../../core/domain/domain.ts";
import { validationException } from "../../protocol/service-error.ts";
import type { AppRecord, Settings } from "../../sagemaker-state.ts";
import { refuseServerInstance } from "./app-specification.ts";
import type { Context } from "./context.ts";
import { checkCustomImages } from "./custom-images.ts";
import { checkLifecycleConfig } from "./lifecycle-config-arns.ts";

/** Custom images that a profile or a space may have (service-facts: Settings and images); a domain's 200 are in the model. */
export const ownersCustomImages = 5;

const appTypes = ["JupyterServer", "KernelGateway", "JupyterLab", "CodeEditor"] as const;
type ConfiguredType = (typeof appTypes)[number];

/** Refuses settings that the model allows and the service does not. Throws ValidationException. */
export function checkSettings(context: Context, settings: Settings | undefined, maximumImages = Number.POSITIVE_INFINITY): void {
  for (const type of appTypes) {
    const ofType = settingsOf(settings, type);
    const images = ofType?.CustomImages?.length ?? 0;
    if (images > maximumImages) {
      throw validationException(`The number of CustomImages [${images}] for AppType [${type}] exceeds ${maximumImages}.`);
    }
    refuseServerInstance(type, ofType?.DefaultResourceSpec?.InstanceType);
    const { LifecycleConfigArn } = ofType?.DefaultResourceSpec ?? {};
    for (const arn of [...(ofType?.LifecycleConfigArns ?? []), ...(LifecycleConfigArn === undefined ? [] : [LifecycleConfigArn])]) {
      checkLifecycleConfig(context, type, arn);
    }
    const builtIn = ofType?.["BuiltInLifecycleConfigArn"];
    if (typeof builtIn === "string") checkLifecycleConfig(context, type, builtIn);
  }
  checkCustomImages(context, settings);
  const server = settingsOf(settings, "JupyterServer");
  if ((server?.LifecycleConfigArns?.length ?? 0) > 0 && server?.DefaultResourceSpec === undefined) {
    throw validationException("DefaultResourceSpec must be specified with LifecycleConfigArns for JupyterServer App.");
  }
}

/**
 * Refuses a space's spec that names an image or a lifecycle config without an instance type: the text is in
 * aws-samples/sagemaker-studio-apps-lifecycle-config-examples, issue 3.
 */
export function requireInstanceType(settings: Settings | undefined): void {
  for (const type of ["JupyterLab", "CodeEditor"] as const) {
    const { InstanceType, ...rest } = settingsOf(settings, type)?.DefaultResourceSpec ?? {};
    if (InstanceType !== undefined || Object.keys(rest).length === 0) continue;
    const member = type === "JupyterLab" ? "jupyterLabAppSettings" : "codeEditorAppSettings";
    throw validationException(
      `1 validation error detected: Value null at 'spaceSettings.${member}.defaultResourceSpec.ec2InstanceType' failed to satisfy constraint: Member must not be null`,
    );
  }
}

/**
 * Settings after an update. What is given for an app type takes the place of all that was there for it, lists
 * included; other members stay. Whether the service keeps what is omitted within an app type is unproven
 * (service-facts: Settings and images): this is the stricter reading.
 */
export function updated<T extends Settings>(settings: T | undefined, change: T | undefined): T | undefined {
  return change === undefined ? settings : { ...settings, ...change };
}

/** Whether an update needs that no app runs: another execution role, or a lifecycle config that an app uses detached (service-facts: Settings and images). */
export function needsStop(settings: UserSettings | undefined, change: UserSettings | undefined, running: readonly AppRecord[]): boolean {
  if (running.length === 0 || change === undefined) return false;
  if (change.ExecutionRole !== undefined && change.ExecutionRole !== settings?.ExecutionRole) return true;
  const before = lifecycleConfigs(settings);
  const after = new Set(lifecycleConfigs(updated(settings, change)));
  const detached = new Set(before.filter((arn) => !after.has(arn)));
  return running.some(({ ResourceSpec }) => detached.has(ResourceSpec.LifecycleConfigArn ?? ""));
}

/** Every lifecycle config that the settings attach. */
export function lifecycleConfigs(settings: Settings | undefined): readonly string[] {
  return appTypes.flatMap((type) => settingsOf(settings, type)?.LifecycleConfigArns ?? []);
}

function settingsOf(settings: Settings | undefined, type: ConfiguredType): AppTypeSettings | undefined {
  return settings?.[`${type}AppSettings`];
}
