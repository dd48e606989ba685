import { type App, type Owner, ownerLabel, ownerOf } from "./app.ts";
import { runs } from "../cost/billing.ts";

/** KernelGateway apps that may share one instance (service-facts: App rules). */
export const appsPerInstance = 4;

export interface Slots {
  readonly limit: number;
  /** The apps that hold a place, Pending or InService. */
  readonly taken: readonly App[];
  readonly free: number;
}

/** User profile and space names are compared without regard to case (service-facts: App rules). */
export function sameOwner(a: Owner, b: Owner): boolean {
  return ownerLabel(a).toLowerCase() === ownerLabel(b).toLowerCase();
}

/**
 * KernelGateway apps of one owner that share one instance type: one instance of each type per owner,
 * up to four KernelGateway apps on it (service-facts: App rules). `apps` are those of the owner's domain.
 */
export function slots(apps: readonly App[], owner: Owner, instanceType: string, limit = appsPerInstance): Slots {
  const taken = apps.filter(
    (app) =>
      app.AppType === "KernelGateway" && runs(app) && app.ResourceSpec?.InstanceType === instanceType && sameOwner(ownerOf(app), owner),
  );
  return { limit, taken, free: Math.max(0, limit - taken.length) };
}
