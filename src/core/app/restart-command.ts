import { type App, type AppKey, type ResourceSpec, appReference } from "./app.ts";
import { isClassic, isSpaceAppType } from "./rules.ts";

type Life = Pick<App, "DomainId" | "UserProfileName" | "SpaceName" | "AppType" | "AppName" | "ResourceSpec">;

/**
 * The command that starts an app again as it last ran: with the instance type, image and lifecycle config of that run, not with defaults.
 * Undefined for Studio Classic, which can no longer be started (service-facts: The model of Studio). `change` replaces parts of the
 * specification.
 */
export function restartCommand(app: Life, change: ResourceSpec = {}): string | undefined {
  if (isClassic(app)) return undefined;
  const whose = app.SpaceName === undefined ? ["--user", String(app.UserProfileName), "--type", app.AppType] : ["--space", app.SpaceName];
  return ["studioctl app start", ...whose, ...specificationWords({ ...app.ResourceSpec, ...change }), "-d", app.DomainId].join(" ");
}

/**
 * `studioctl space start nlp --instance-type ml.m5.large -d d-1`: the command that starts, stops or restarts an app, with the flags that
 * differ from its last run.
 */
export function againCommand(verb: "start" | "stop" | "restart", app: AppKey, flags: readonly string[] = []): string {
  const inSpace = app.SpaceName !== undefined && isSpaceAppType(app.AppType);
  if (inSpace) return ["studioctl space", verb, app.SpaceName, ...flags, "-d", app.DomainId].join(" ");
  if (verb !== "start") return ["studioctl app", verb, appReference(app), ...flags].join(" ");
  const whose = app.SpaceName === undefined ? `--user ${app.UserProfileName}` : `--space ${app.SpaceName}`;
  const named = app.AppType === "KernelGateway" ? ["--name", app.AppName] : [];
  return ["studioctl app start", whose, "--type", app.AppType, ...named, ...flags, "-d", app.DomainId].join(" ");
}

/** Whether two runs had the same specification, as far as flags of `app start` express it. */
export function sameLife(one: ResourceSpec | undefined, other: ResourceSpec | undefined): boolean {
  return specificationWords(one ?? {}).join(" ") === specificationWords(other ?? {}).join(" ");
}

/** Flags of `app start`, and of the verbs that start an app again. */
export function specificationWords({
  InstanceType,
  SageMakerImageArn,
  SageMakerImageVersionArn,
  SageMakerImageVersionAlias,
  LifecycleConfigArn,
}: ResourceSpec): string[] {
  const [, versionOf, version] = /^(.*):image-version\/(.+)$/.exec(SageMakerImageVersionArn ?? "") ?? [];
  const [name = "", number = SageMakerImageVersionAlias] = version?.split("/") ?? [];
  const image = SageMakerImageArn ?? (versionOf === undefined ? undefined : `${versionOf}:image/${name}`);
  return [
    ...(InstanceType === undefined || InstanceType === "system" ? [] : ["--instance-type", InstanceType]),
    ...(image === undefined ? [] : ["--image", image]),
    ...(image === undefined || number === undefined ? [] : ["--image-version", number]),
    ...(LifecycleConfigArn === undefined ? [] : ["--lifecycle-config", LifecycleConfigArn === "None" ? "none" : LifecycleConfigArn]),
  ];
}
