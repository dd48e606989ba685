import { grouped } from "../collections.ts";
import { runs } from "../cost/billing.ts";
import { StudioctlError, usageError } from "../errors.ts";
import { type AppType, type InstanceType, instanceTypes, patterns } from "../service-model.ts";
import { suggestion } from "../suggest.ts";
import { type App, type AppKey, appReference, type NewApp, type Owner, ownerLabel, ownerOf, type ResourceSpec } from "./app.ts";

/** KernelGateway apps that may share one instance (service-facts: App rules). */
export const appsPerInstance = 4;

export interface Slots {
  readonly limit: number;
  /** The apps that use a slot, Pending or InService. */
  readonly taken: readonly App[];
  readonly free: number;
}

/** User profile and space names are compared without regard to case (service-facts: App rules). */
export function sameOwner(a: Owner, b: Owner): boolean {
  return ownerLabel(a).toLowerCase() === ownerLabel(b).toLowerCase();
}

/**
 * Returns a function that gives the KernelGateway apps of one owner that share one instance type: one instance of each type per owner, up to
 * four KernelGateway apps on it (service-facts: App rules). `apps` are those of the owner's domain; they are grouped once.
 */
export function takenSlots(apps: readonly App[]): (owner: Owner, instanceType: string) => readonly App[] {
  const sharing = apps.filter((app) => app.AppType === "KernelGateway" && runs(app));
  const groups = grouped(sharing, (app) => slotKey(ownerOf(app), app.ResourceSpec?.InstanceType ?? ""));
  return (owner, instanceType) => groups.get(slotKey(owner, instanceType)) ?? [];
}

function slotKey(owner: Owner, instanceType: string): string {
  return `${ownerLabel(owner).toLowerCase()}\n${instanceType}`;
}

/** The slots of one instance type of one owner: see `takenSlots`. */
export function slots(apps: readonly App[], owner: Owner, instanceType: string, limit = appsPerInstance): Slots {
  const taken = takenSlots(apps)(owner, instanceType);
  return { limit, taken, free: Math.max(0, limit - taken.length) };
}

/** Types that run in a space, as its one app named `default` (service-facts: App rules). */
export const spaceAppTypes = ["JupyterLab", "CodeEditor"] as const satisfies readonly AppType[];

/** The instance type of a KernelGateway app if neither the call, the profile nor the domain sets one (service-facts: App rules). */
export const fallbackInstanceType: InstanceType = "ml.t3.medium";

/** Types of which an owner has one app, with a name fixed by the service (service-facts: The model of Studio and App rules). */
const fixedNames: ReadonlySet<AppType> = new Set(["JupyterServer", "JupyterLab", "CodeEditor", "RStudioServerPro"]);

export function isSpaceAppType(type: AppType): boolean {
  return spaceAppTypes.some((one) => one === type);
}

/** Throws a usage error with a suggestion unless the service knows the instance type. */
export function checkInstanceType(text: string, flag: string): void {
  if (instanceTypes.some((type) => type === text)) return;
  throw usageError(`${flag}: the service knows no instance type "${text}"`, {
    fix: suggestion(text, instanceTypes) ?? "instance types look like ml.t3.medium",
  });
}

/**
 * The name that an app of this type gets: fixed, as requested, or generated from its specification. Throws if the type does not allow the
 * requested name.
 */
export function appNameFor(type: AppType, request: string | undefined, spec: ResourceSpec): string {
  if (fixedNames.has(type)) {
    if (request === undefined || request === "default") return "default";
    throw usageError(`a ${type} app cannot be named "${request}"`, { why: `every ${type} app is named default`, fix: "omit --name" });
  }
  const name = request ?? generatedName(spec);
  if (patterns.AppName.test(name)) return name;
  throw usageError(`"${name}" is not a valid app name`, { fix: "letters, digits and inner hyphens, at most 63" });
}

/** `data-science-ml-t3-medium`: the same specification gives the same name, so a repeated request finds the existing app. */
function generatedName(spec: ResourceSpec): string {
  const image = /image\/([^/]+)$/.exec(spec.SageMakerImageArn ?? "")?.[1] ?? "kernel-gateway";
  const words = `${image}-${spec.InstanceType ?? fallbackInstanceType}`;
  return words
    .replaceAll(/[^a-zA-Z0-9]+/g, "-")
    .slice(-63)
    .replace(/^-+/, "");
}

/**
 * Checks that the instance type suits the app type: `system` is for JupyterServer only, and JupyterServer accepts no other type
 * (service-facts: Errors and App rules).
 */
export function checkInstanceForType(type: AppType, instanceType: string | undefined): void {
  if (instanceType === undefined) return;
  if ((type === "JupyterServer") === (instanceType === "system")) return;
  throw usageError(`a ${type} app cannot run on "${instanceType}"`, {
    fix: type === "JupyterServer" ? "omit --instance-type: JupyterServer runs on system" : "an instance type such as ml.t3.medium",
  });
}

/** Throws if one more app would exceed the limit of an instance; the error lists the apps on it and types with free slots. */
export function checkSlots(
  apps: readonly App[],
  owner: Owner,
  instanceType: string,
  limit: number,
  roomier: (hasRoom: readonly InstanceType[]) => readonly string[],
): void {
  const { taken, free } = slots(apps, owner, instanceType, limit);
  if (free > 0) return;
  const takenOf = takenSlots(apps);
  const [first, ...more] = roomier(instanceTypes.filter((type) => takenOf(owner, type).length < limit));
  const others = more.length === 0 ? "" : ` (or ${more.join(", ")})`;
  const elsewhere = first === undefined ? "" : `start on another instance type: --instance-type ${first}${others}; or `;
  throw new StudioctlError(
    "limit-exceeded",
    `${ownerLabel(owner)} already runs ${taken.length} KernelGateway apps on ${instanceType}, and at most ${limit} can share an instance`,
    {
      why: taken.map((app) => `${app.AppName} (${app.Status})`).join(", "),
      fix: `${elsewhere}stop one, which might not start again: studioctl app stop ${taken[0] === undefined ? "APP" : appReference(taken[0])}`,
    },
  );
}

/** Whether a running app matches a request; a member that the request omits matches any value. */
export function sameSpecification(app: App, request: NewApp): boolean {
  const has = new Map(Object.entries(app.ResourceSpec ?? {}));
  return Object.entries(request.ResourceSpec ?? {}).every(([member, value]) => has.get(member) === value);
}

/** Whether an app type belongs to Studio Classic, whose apps cannot be started since 2025-01-31 (service-facts: The model of Studio). */
export function isClassic({ AppType }: { readonly AppType: AppType }): boolean {
  return AppType === "KernelGateway" || AppType === "JupyterServer";
}

/** What to use instead of a Classic app that cannot be started. */
export const insteadOfClassic = "studioctl space create SPACE --owner USER --app-type JupyterLab";

/**
 * The warning that these apps may not start again after a stop; undefined if none belongs to Studio Classic. Only a refused CreateApp shows
 * that an account can no longer use Classic (service-facts: The model of Studio): `refused` says whether a domain had one.
 */
export function classicWarning(apps: readonly AppKey[], refused: (domainId: string) => boolean): string | undefined {
  const classic = apps.filter(isClassic);
  const [first] = classic;
  if (first === undefined) return undefined;
  const which =
    classic.length === 1 ? `Studio Classic app ${ownerLabel(ownerOf(first))}/${first.AppName}` : `${classic.length} Studio Classic apps`;
  return `${which} ${classic.every(({ DomainId }) => refused(DomainId)) ? "cannot" : "may not"} start again once stopped`;
}
