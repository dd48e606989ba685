import { type AppKey, ownerLabel, ownerOf } from "./app.ts";
import type { AppType } from "./service-model.ts";

/** Whether apps of a type are Studio Classic's, which AWS has not let anybody start since 2025-01-31 (FACTS 11). */
export function isClassic({ AppType }: { readonly AppType: AppType }): boolean {
  return AppType === "KernelGateway" || AppType === "JupyterServer";
}

/** What to use instead of a Classic app that cannot be started. */
export const insteadOfClassic = "studioctl space create SPACE --owner USER --app-type JupyterLab";

const mostNames = 3;

/**
 * What stopping these apps may lose for good; undefined where none is Classic's. Whether an account is closed to Classic is known
 * from a refused CreateApp only (FACTS 11): `refused` tells of a domain where there was one.
 */
export function classicWarning(apps: readonly AppKey[], refused: (domainId: string) => boolean): string | undefined {
  const classic = apps.filter(isClassic);
  if (classic.length === 0) return undefined;
  const names = classic.slice(0, mostNames).map((app) => `${ownerLabel(ownerOf(app))}/${app.AppName}`).join(", ");
  const more = classic.length > mostNames ? ` and ${classic.length - mostNames} more` : "";
  const they = classic.length === 1 ? "it" : "they";
  const may = classic.every(({ DomainId }) => refused(DomainId)) ? `${they} cannot be started again: AWS has refused to start one here` : `${they} may not start again once stopped: AWS closed Studio Classic`;
  return `${names}${more} ${classic.length === 1 ? "is a Studio Classic app" : "are Studio Classic apps"}; ${may}`;
}
