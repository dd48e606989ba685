import type { AppType } from "../service-model.ts";

/** App types charged by the hour of the instance they run on; JupyterServer is free, of others no source was found (service-facts: Prices). */
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
