import type { AppStatus, AppType } from "../service-model.ts";

export type { AppStatus, AppType } from "../service-model.ts";

/** Who an app belongs to: a user profile (Studio Classic and others) or a space (new Studio). */
export type Owner = { readonly UserProfileName: string } | { readonly SpaceName: string };

/** What an app runs on. Members are the service's (`ResourceSpec`). */
export interface ResourceSpec {
  readonly InstanceType?: string;
  readonly SageMakerImageArn?: string;
  readonly SageMakerImageVersionArn?: string;
  readonly SageMakerImageVersionAlias?: string;
  readonly LifecycleConfigArn?: string;
}

/**
 * What identifies an app: the name alone does not, every JupyterServer, JupyterLab and CodeEditor
 * app is called `default` (service-facts: The model of Studio). Exactly one of UserProfileName and SpaceName is present.
 */
export interface AppKey {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  readonly AppType: AppType;
  readonly AppName: string;
}

/** An app as ListApps returns it. Field names are the service's, since they are what users read and query. */
export interface App extends AppKey {
  readonly Status: AppStatus;
  /** Within 24 hours of a deletion the same name is an update: may be older than this run (service-facts: States and lifetimes). */
  readonly CreationTime: Date;
  readonly ResourceSpec?: ResourceSpec;
}

/** An app as DescribeApp returns it. */
export interface AppDetail extends App {
  readonly AppArn: string;
  /** Health checks change it too: a value equal to LastHealthCheckTimestamp does not prove activity (service-facts: DescribeApp). */
  readonly LastUserActivityTimestamp?: Date;
  readonly LastHealthCheckTimestamp?: Date;
  readonly FailureReason?: string;
  readonly RecoveryMode?: boolean;
  readonly BuiltInLifecycleConfigArn?: string;
}

/** The input of CreateApp. */
export interface NewApp extends AppKey {
  readonly ResourceSpec?: ResourceSpec;
  readonly RecoveryMode?: boolean;
  readonly Tags?: readonly Tag[];
}

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The owner part of an app's identity. Throws RangeError if an app has neither or both. */
export function ownerOf(app: Pick<AppKey, "UserProfileName" | "SpaceName">): Owner {
  if (app.UserProfileName !== undefined && app.SpaceName === undefined) return { UserProfileName: app.UserProfileName };
  if (app.SpaceName !== undefined && app.UserProfileName === undefined) return { SpaceName: app.SpaceName };
  throw new RangeError("an app belongs to one user profile or to one space");
}

/** An owner as references write it: `alice`, `space:team-nlp`. */
export function ownerLabel(owner: Owner): string {
  return "SpaceName" in owner ? `space:${owner.SpaceName}` : owner.UserProfileName;
}

/** The longest form of an app reference, `DOMAIN/OWNER/TYPE/NAME`: unique in a Region, fit for `-o name` and as a key. */
export function appReference(app: AppKey): string {
  return `${app.DomainId}/${ownerLabel(ownerOf(app))}/${app.AppType}/${app.AppName}`;
}

/** Only the identity of an app, as an argument of calls. */
export function appKey(app: AppKey): AppKey {
  return { DomainId: app.DomainId, ...ownerOf(app), AppType: app.AppType, AppName: app.AppName };
}

/** The log group that every Studio app of a Region writes to (service-facts: Logs). */
export const studioLogGroup = "/aws/sagemaker/studio";

/** The log streams of one app: its own output, and the output of its lifecycle config during the start (service-facts: Logs). */
export interface AppStreams {
  readonly app: string;
  readonly lifecycle: string;
}

export function streamsOf(key: AppKey): AppStreams {
  const owner = ownerOf(key);
  const name = "SpaceName" in owner ? owner.SpaceName : owner.UserProfileName;
  const app = `${key.DomainId}/${name}/${key.AppType}/${key.AppName}`;
  return { app, lifecycle: `${app}/LifecycleConfigOnStart` };
}
