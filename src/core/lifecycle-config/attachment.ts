import type { AppTypeSettings } from "../domain/domain.ts";
import type { LifecycleConfigType } from "./lifecycle-config.ts";

/** How settings of an app type have a lifecycle config. */
export interface LifecycleUse {
  /** Whether it runs where nobody chooses another. */
  readonly Default: boolean;
  /** Whether it runs before any other (SageMaker API: BuiltInLifecycleConfigArn). */
  readonly BuiltIn: boolean;
}

/** What settings say of a lifecycle config; undefined where they do not have it. */
export function lifecycleUse(settings: AppTypeSettings | undefined, arn: string): LifecycleUse | undefined {
  const Default = settings?.DefaultResourceSpec?.LifecycleConfigArn === arn;
  const BuiltIn = settings?.["BuiltInLifecycleConfigArn"] === arn;
  return Default || BuiltIn || settings?.LifecycleConfigArns?.includes(arn) === true ? { Default, BuiltIn } : undefined;
}

export interface Attaching {
  readonly arn: string;
  readonly type: LifecycleConfigType;
  readonly asDefault: boolean;
  /** Whether these settings have a list at all: those of JupyterLab and CodeEditor in a space name just one (SageMaker API: SpaceSettings). */
  readonly listed: boolean;
}

/**
 * Settings of an app type with a lifecycle config attached, as a whole; all else in them stays. JupyterServer's need a
 * DefaultResourceSpec beside the list (service-facts: Settings and images), whose instance can be none but `system` (service-facts: App rules).
 */
export function attached(settings: AppTypeSettings, { arn, type, asDefault, listed }: Attaching): AppTypeSettings {
  const arns = settings.LifecycleConfigArns ?? [];
  const present = settings.DefaultResourceSpec ?? (type === "JupyterServer" ? { InstanceType: "system" } : undefined);
  const spec = asDefault || !listed ? { ...present, LifecycleConfigArn: arn } : present;
  return {
    ...settings,
    ...(spec !== undefined && { DefaultResourceSpec: spec }),
    ...(listed && { LifecycleConfigArns: arns.includes(arn) ? arns : [...arns, arn] }),
  };
}

/** The same without a lifecycle config: neither listed, nor the default, nor built in. All else in them stays. */
export function detached(settings: AppTypeSettings, arn: string): AppTypeSettings {
  const { DefaultResourceSpec, LifecycleConfigArns, BuiltInLifecycleConfigArn: builtIn, ...rest } = settings;
  const { LifecycleConfigArn: byDefault, ...spec } = DefaultResourceSpec ?? {};
  return {
    ...rest,
    ...(DefaultResourceSpec !== undefined && { DefaultResourceSpec: byDefault === arn ? spec : DefaultResourceSpec }),
    ...(LifecycleConfigArns !== undefined && { LifecycleConfigArns: LifecycleConfigArns.filter((each) => each !== arn) }),
    ...(builtIn !== undefined && builtIn !== arn && { BuiltInLifecycleConfigArn: builtIn }),
  };
}
