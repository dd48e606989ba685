import { type App, ownerLabel, ownerOf } from "../app/app.ts";
import { appsPerInstance } from "../app/rules.ts";
import { grouped } from "../collections.ts";
import { instanceKey, runs } from "../cost/billing.ts";

/** A limit of the account in one Region, as Service Quotas returns it. */
export interface Quota {
  /** `L-1194F27D`. */
  readonly QuotaCode: string;
  /** `Studio KernelGateway Apps running on ml.t3.medium instance`. */
  readonly QuotaName: string;
  readonly Value: number;
  /** Whether it can be raised on request. */
  readonly Adjustable: boolean;
}

/** A quota of Studio and what counts towards it now. */
export interface StudioQuota extends Quota {
  /** Of apps on one instance type; absent: the quota is about all of Studio. */
  readonly AppType?: string;
  readonly InstanceType?: string;
  readonly Used: number;
  /** Never below 0: a quota that was lowered may be exceeded. */
  readonly Left: number;
}

/** The resources of the account in one Region: quotas apply to all its domains together. */
export interface Inventory {
  readonly domains: number;
  readonly profiles: number;
  readonly spaces: number;
  readonly apps: readonly App[];
}

/** The slots that KernelGateway apps of one owner use on an instance they share (service-facts: App rules). */
export interface OwnerSlots {
  readonly DomainId: string;
  readonly UserProfileName?: string;
  readonly SpaceName?: string;
  readonly InstanceType: string;
  readonly Used: number;
  readonly Limit: number;
  readonly AppNames: readonly string[];
}

/**
 * `Studio KernelGateway Apps running on ml.m5.large instance`, `Studio JupyterLab Apps running on ml.m5.large instances`,
 * `Canvas Apps running on system instances`: names as Service Quotas lists them.
 */
const appsOnInstance = /^(?:Studio )?(?<type>\w+) Apps running on (?<instance>\S+) instances?$/i;

/** The quotas of all of Studio, and what counts towards them (service-facts: Errors and App rules). */
const ofAll: readonly (readonly [name: RegExp, used: (inventory: Inventory) => number])[] = [
  [/^Total domains$/i, ({ domains }) => domains],
  [/^Maximum number of Studio user profiles\b/i, ({ profiles }) => profiles],
  [/^Maximum number of Studio spaces\b/i, ({ spaces }) => spaces],
  [/^Maximum number of running Studio apps\b/i, ({ apps }) => apps.filter(runs).length],
];

/**
 * The quotas of Studio among those of SageMaker against what there is, nearest to the limit first. They are identified by name. Apps count
 * while they are Pending or InService, each separately even if some share an instance, as in the service's refusals (service-facts:
 * Errors).
 */
export function studioQuotas(quotas: readonly Quota[], inventory: Inventory): StudioQuota[] {
  const running = grouped(inventory.apps.filter(runs), (app) => runningKey(app.AppType, app.ResourceSpec?.InstanceType ?? ""));
  const count = (type: string, instance: string): number => running.get(runningKey(type, instance))?.length ?? 0;
  return quotas.flatMap((quota) => against(quota, inventory, count) ?? []).toSorted(byNearness);
}

/** The service's names of types differ in case from those of quotas. */
function runningKey(type: string, instance: string): string {
  return `${type.toLowerCase()} on ${instance}`;
}

function against(quota: Quota, inventory: Inventory, count: (type: string, instance: string) => number): StudioQuota | undefined {
  const { type, instance } = appsOnInstance.exec(quota.QuotaName)?.groups ?? {};
  const used = ofAll.find(([name]) => name.test(quota.QuotaName))?.[1];
  if (type !== undefined && instance !== undefined) {
    return { ...measured(quota, count(type, instance)), AppType: type, InstanceType: instance };
  }
  return used === undefined ? undefined : measured(quota, used(inventory));
}

function measured(quota: Quota, Used: number): StudioQuota {
  return { ...quota, Used, Left: Math.max(0, quota.Value - Used) };
}

function byNearness(a: StudioQuota, b: StudioQuota): number {
  return share(b) - share(a) || a.Left - b.Left || b.Used - a.Used || compareText(a.QuotaName, b.QuotaName);
}

/** The used share of a quota; for a quota of 0: zero if nothing is used, else infinite. */
function share({ Used, Value }: StudioQuota): number {
  return Used === 0 ? 0 : Math.min(Used / Value, Number.MAX_VALUE);
}

/** Whether the quota is in use and nothing is left. */
export function exhausted({ Used, Left }: StudioQuota): boolean {
  return Used > 0 && Left === 0;
}

/** The command that requests an increase by one. */
export function increaseCommand({ QuotaCode, Used, Value }: StudioQuota, region: string): string {
  const wanted = Math.max(Used, Value) + 1;
  return `aws service-quotas request-service-quota-increase --region ${region} --service-code sagemaker --quota-code ${QuotaCode} --desired-value ${wanted}`;
}

/** The slots in use, by owner and instance, the fullest instance first. */
export function ownerSlots(apps: readonly App[]): OwnerSlots[] {
  const sharing = apps.flatMap((app) => {
    const type = app.ResourceSpec?.InstanceType;
    return app.AppType === "KernelGateway" && type !== undefined && runs(app) ? [{ ...app, InstanceType: type }] : [];
  });
  const slots = [...grouped(sharing, instanceKey).values()].map((together) => {
    const [app] = together;
    const AppNames = together.map(({ AppName }) => AppName);
    return {
      DomainId: app.DomainId,
      ...ownerOf(app),
      InstanceType: app.InstanceType,
      Used: AppNames.length,
      Limit: appsPerInstance,
      AppNames,
    };
  });
  return slots.toSorted((a, b) => b.Used - a.Used || compareText(ownerLabel(ownerOf(a)), ownerLabel(ownerOf(b))));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
