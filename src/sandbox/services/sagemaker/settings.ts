import type { AppTypeSettings, UserSettings } from "../../../core/domain/domain.ts";
import { builtInOf } from "../../../core/lifecycle-config/lifecycle-config.ts";
import { trustsSageMaker } from "../../../core/domain/roles.ts";
import { named } from "../../home.ts";
import type { Context } from "../../operation.ts";
import { validationException } from "../../protocol/service-error.ts";
import type { AppRecord, Settings } from "../../sagemaker-state.ts";
import { refuseServerInstance } from "./app-rules.ts";
import { checkCustomImages } from "./custom-images.ts";

/** Custom images that a profile or a space may have (service-facts: Settings and images); a domain's 200 are in the model. */
export const ownersCustomImages = 5;

const appTypes = ["JupyterServer", "KernelGateway", "JupyterLab", "CodeEditor"] as const;
type ConfiguredType = (typeof appTypes)[number];

/** Refuses settings that the model allows but the service does not. Throws ValidationException. */
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
 * Settings after an update. The given settings of an app type replace all of its former ones, including lists; other members stay. Whether
 * the service keeps what is omitted within an app type is unproven (service-facts: Settings and images): this is the stricter
 * interpretation.
 */
export function updated<T extends Settings>(settings: T | undefined, change: T | undefined): T | undefined {
  if (change === undefined) return settings;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the same members, one of them perhaps without one of its own
  return { ...settings, ...Object.fromEntries(Object.entries(change).map(cleared)) } as T;
}

/** `None` clears the built-in lifecycle config (SageMaker API: BuiltInLifecycleConfigArn). */
function cleared([member, value]: [string, unknown]): [string, unknown] {
  if (Object(value).BuiltInLifecycleConfigArn !== "None") return [member, value];
  return [member, Object.fromEntries(Object.entries(Object(value)).filter(([name]) => name !== "BuiltInLifecycleConfigArn"))];
}

/**
 * Whether an update requires that no app runs: another execution role, or a lifecycle config that an app uses detached (service-facts:
 * Settings and images).
 */
export function needsStop(settings: UserSettings | undefined, change: UserSettings | undefined, running: readonly AppRecord[]): boolean {
  if (running.length === 0 || change === undefined) return false;
  if (change.ExecutionRole !== undefined && change.ExecutionRole !== settings?.ExecutionRole) return true;
  const before = lifecycleConfigs(settings);
  const after = new Set(lifecycleConfigs(updated(settings, change)));
  const detached = new Set(before.filter((arn) => !after.has(arn)));
  return running.some(
    (app) => detached.has(app.ResourceSpec.LifecycleConfigArn ?? "") || detached.has(app.BuiltInLifecycleConfigArn ?? ""),
  );
}

/** Every lifecycle config that the settings attach. */
export function lifecycleConfigs(settings: Settings | undefined): readonly string[] {
  return appTypes.flatMap((type) => {
    const ofType = settingsOf(settings, type);
    const builtIn = builtInOf(ofType);
    return [...(ofType?.LifecycleConfigArns ?? []), ...(builtIn === undefined ? [] : [builtIn])];
  });
}

function settingsOf(settings: Settings | undefined, type: ConfiguredType): AppTypeSettings | undefined {
  return settings?.[`${type}AppSettings`];
}

/**
 * Refuses a lifecycle config that does not exist, or that belongs to another type of app (CreateStudioLifecycleConfig sets its app type;
 * the texts are inferred). `None`, which the model's pattern also allows, means no config. Throws ValidationException.
 */
export function checkLifecycleConfig({ state }: Context, appType: string, arn: string): void {
  if (arn === "None") return;
  const config = Object.values(state.sagemaker.lifecycleConfigs).find(({ StudioLifecycleConfigArn }) => StudioLifecycleConfigArn === arn);
  if (config === undefined) throw validationException(`StudioLifecycleConfig [${arn}] does not exist.`);
  const { StudioLifecycleConfigAppType: belongsTo } = config;
  if (belongsTo !== appType)
    throw validationException(`StudioLifecycleConfig [${arn}] is for AppType [${belongsTo}], not for AppType [${appType}].`);
}

/*
 * Resources of other services. It is known that the service checks them, but not when and with which text:
 * the texts are those of EC2, and of the calls of SageMaker that assume a role immediately (inferred).
 */

interface Network {
  readonly VpcId?: string | undefined;
  readonly SubnetIds?: readonly string[] | undefined;
}

/** Refuses an unknown VPC, and subnets of another one. Throws ValidationException. */
export function requireNetwork({ state }: Context, { VpcId, SubnetIds = [] }: Network): void {
  const { vpcs, subnets } = state.ec2;
  if (VpcId !== undefined && named(vpcs, VpcId) === undefined) throw validationException(`The vpc ID '${VpcId}' does not exist`);
  for (const id of SubnetIds) {
    const subnet = named(subnets, id);
    if (subnet === undefined) throw validationException(`The subnet ID '${id}' does not exist`);
    if (VpcId !== undefined && subnet.VpcId !== VpcId) throw validationException(`The subnet '${id}' is not in the VPC '${VpcId}'`);
  }
}

/** Refuses an unknown role, or one that SageMaker may not assume. Throws ValidationException. */
export function requireAssumableRole({ state }: Context, arn: string | undefined): void {
  if (arn === undefined) return;
  const role = Object.values(state.iam.roles).find(({ Arn }) => Arn === arn);
  if (role !== undefined && trustsSageMaker(role.AssumeRolePolicyDocument)) return;
  throw validationException(
    `Could not assume role ${arn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.`,
  );
}
