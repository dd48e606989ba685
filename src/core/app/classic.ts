import { type AppKey, ownerLabel, ownerOf } from "./app.ts";
import type { AppType } from "../service-model.ts";

/** Whether apps of a type are Studio Classic's, which AWS has not let anybody start since 2025-01-31 (service-facts: The model of Studio). */
export function isClassic({ AppType }: { readonly AppType: AppType }): boolean {
  return AppType === "KernelGateway" || AppType === "JupyterServer";
}

/** What to use instead of a Classic app that cannot be started. */
export const insteadOfClassic = "studioctl space create SPACE --owner USER --app-type JupyterLab";

/**
 * What stopping these apps may lose for good; undefined where none is Classic's. Whether an account is closed to Classic is known
 * from a refused CreateApp only (service-facts: The model of Studio): `refused` tells of a domain where there was one.
 */
export function classicWarning(apps: readonly AppKey[], refused: (domainId: string) => boolean): string | undefined {
  const classic = apps.filter(isClassic);
  const [first] = classic;
  if (first === undefined) return undefined;
  const which =
    classic.length === 1 ? `Studio Classic app ${ownerLabel(ownerOf(first))}/${first.AppName}` : `${classic.length} Studio Classic apps`;
  return `${which} ${classic.every(({ DomainId }) => refused(DomainId)) ? "cannot" : "may not"} start again once stopped`;
}
