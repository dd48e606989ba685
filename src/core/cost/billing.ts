import type { AppKey, AppType } from "../app/app.ts";

/** An app and its instance type, as used for billing. */
export interface BilledApp extends AppKey {
  readonly Region?: string;
  readonly InstanceType?: string | undefined;
}

/** US dollars per hour of the instance an app runs on; 0 for what is free, undefined if no figure is known. */
export interface HourlyPrices {
  hourlyUsd(region: string, appType: AppType, instanceType: string): number | undefined;
}

/** Whether an app uses its instance, which is charged during that time. */
export function runs({ Status }: { readonly Status: string }): boolean {
  return Status === "InService" || Status === "Pending";
}

/** The sum of the figures that are known, in US dollars; undefined if none of several is. */
export function sumUsd(figures: readonly (number | undefined)[]): number | undefined {
  const known = figures.filter((usd) => usd !== undefined);
  if (figures.length > 0 && known.length === 0) return undefined;
  return rounded(known.reduce((sum, usd) => sum + usd, 0));
}

/** Rounds a figure to a millionth, to remove floating-point noise. */
export function rounded(figure: number): number {
  return Number(figure.toFixed(6));
}

/**
 * A key of the instance that is billed: KernelGateway apps of one owner on one instance type share an instance,
 * any other app has its own (service-facts: App rules).
 */
export function instanceKey(app: BilledApp): string {
  const owner = app.SpaceName === undefined ? `user ${app.UserProfileName}` : `space ${app.SpaceName}`;
  const shares = app.AppType === "KernelGateway" && app.InstanceType !== undefined;
  return [app.Region ?? "", app.DomainId, owner.toLowerCase(), app.AppType, shares ? app.InstanceType : `app ${app.AppName}`].join("\n");
}

/**
 * App types charged by the hour of the instance they run on; JupyterServer is free; no source was found for the others (service-facts:
 * Prices).
 */
export const chargedTypes = ["KernelGateway", "JupyterLab", "CodeEditor"] as const satisfies readonly AppType[];
export type ChargedType = (typeof chargedTypes)[number];

/** On-demand US dollars per hour in one Region, by app type and instance type. */
export type RegionPrices = Readonly<Partial<Record<ChargedType, Readonly<Record<string, number>>>>>;

/** Prices and the day they were read, `YYYY-MM-DD`. */
export interface DatedPrices {
  readonly asOf: string;
  readonly usd: RegionPrices;
}

/** The price of the instance of an app; 0 for what is free, `undefined` where no figure is known. */
export function hourlyUsd(usd: RegionPrices, appType: AppType, instanceType: string): number | undefined {
  if (appType === "JupyterServer") return 0;
  const charged = chargedTypes.find((type) => type === appType);
  return charged === undefined ? undefined : usd[charged]?.[instanceType];
}
