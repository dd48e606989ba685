import { type App, type Owner, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { sameOwner } from "../../core/app/rules.ts";
import { collect } from "../../core/collections.ts";
import { runs, sumUsd } from "../../core/cost/billing.ts";
import { billedInstances } from "../../core/cost/cost.ts";
import type { ImageSummary } from "../../core/image/image.ts";
import type { LifecycleConfigSummary } from "../../core/lifecycle-config/lifecycle-config.ts";
import { listApps } from "../../operations/app/list.ts";
import type { Column } from "../../output/column.ts";
import type { ChoiceList } from "../../ports/prompter.ts";
import { type PricedApp, withHourlyUsd } from "../views/app-columns.ts";
import { ageColumn, hourlyFigure, statusColumn } from "../views/columns.ts";
import { choiceList, type OfferScope } from "./choice-list.ts";
import { instanceTypeOffer } from "./instance-type-offer.ts";

/** The choices for each kind that the account or the service can list. */
export const offers = {
  owner: async (scope: OfferScope) =>
    await ownerOffer(scope, [...(await usersOf(scope)), ...(await spacesOf(scope))], "OWNER", (owner) => owner),
  user: async (scope: OfferScope) => await ownerOffer(scope, await usersOf(scope), "USER", (owner) => owner),
  space: async (scope: OfferScope) => await ownerOffer(scope, await spacesOf(scope), "SPACE", (owner) => owner.slice("space:".length)),
  target: async (scope: OfferScope) =>
    await ownerOffer(scope, [...(await spacesOf(scope)), ...(await serversOf(scope))], "TARGET", (owner) => owner),
  app: appOffer,
  image: imageOffer,
  "lifecycle-config": lifecycleConfigOffer,
  "instance-type": instanceTypeOffer,
} as const satisfies Readonly<Record<string, (scope: OfferScope) => Promise<ChoiceList>>>;

export type OfferKind = keyof typeof offers;

export function isOffered(kind: string | undefined): kind is OfferKind {
  return kind !== undefined && Object.hasOwn(offers, kind);
}

/** A user profile or a space, from a list. */
interface OwnerEntry {
  readonly owner: Owner;
  readonly Status: string;
  readonly CreationTime: Date;
}

async function usersOf({ context, inDomain }: OfferScope): Promise<readonly OwnerEntry[]> {
  const users = await collect((await context.studio()).listUserProfiles({ DomainId: await inDomain() }));
  return users.map(({ UserProfileName, Status, CreationTime }) => ({ owner: { UserProfileName }, Status, CreationTime }));
}

async function spacesOf({ context, inDomain }: OfferScope): Promise<readonly OwnerEntry[]> {
  const spaces = await collect((await context.studio()).listSpaces({ DomainId: await inDomain() }));
  return spaces.map(({ SpaceName, Status, CreationTime }) => ({ owner: { SpaceName }, Status, CreationTime }));
}

/** The users with a JupyterServer app. */
async function serversOf({ context, inDomain }: OfferScope): Promise<readonly OwnerEntry[]> {
  const servers = await listApps({ studio: await context.studio() }, { domainId: await inDomain(), types: ["JupyterServer"] });
  return servers.flatMap(({ UserProfileName, Status, CreationTime }) =>
    UserProfileName === undefined ? [] : [{ owner: { UserProfileName }, Status, CreationTime }],
  );
}

/** Owners with what they run and what that costs. */
async function ownerOffer(
  { context, inDomain }: OfferScope,
  owners: readonly OwnerEntry[],
  header: string,
  named: (label: string) => string,
): Promise<ChoiceList> {
  const [studio, prices] = await Promise.all([context.studio(), context.prices()]);
  const running = (await listApps({ studio }, { domainId: await inDomain() })).filter(runs);
  const rows = owners.map((entry) => {
    const apps = running.filter((app) => sameOwner(ownerOf(app), entry.owner));
    const usd = sumUsd(billedInstances(apps, [], prices, studio.region).map(({ HourlyUsd }) => HourlyUsd));
    return { ...entry, name: named(ownerLabel(entry.owner)), apps: apps.length, usd };
  });
  const columns: readonly Column<(typeof rows)[number]>[] = [
    { header, value: ({ name }) => name },
    statusColumn(),
    ageColumn(context.clock.now()),
    { header: "APPS", value: ({ apps }) => String(apps), align: "right" },
    { header: "$/H", value: ({ usd }) => hourlyFigure(usd), align: "right" },
  ];
  return await choiceList(context.io, rows, columns, ({ name }) => name);
}

async function appOffer({ context, inDomain }: OfferScope): Promise<ChoiceList> {
  const [studio, prices] = await Promise.all([context.studio(), context.prices()]);
  const apps = (await listApps({ studio }, { domainId: await inDomain() })).map((app) => withHourlyUsd(app, prices, studio.region));
  const columns: readonly Column<PricedApp>[] = [
    { header: "APP", value: shortReference },
    statusColumn(),
    ageColumn(context.clock.now()),
    { header: "$/H", value: ({ HourlyUsd }) => hourlyFigure(HourlyUsd), align: "right" },
    { header: "INSTANCE", value: ({ ResourceSpec }) => ResourceSpec?.InstanceType ?? "", droppable: true },
  ];
  return await choiceList(context.io, apps, columns, shortReference);
}

/** `OWNER/TYPE/NAME`: the command line has the domain, or does not need it. */
function shortReference(app: App): string {
  return `${ownerLabel(ownerOf(app))}/${app.AppType}/${app.AppName}`;
}

async function imageOffer({ context }: OfferScope): Promise<ChoiceList> {
  const images = await collect((await context.images()).listImages());
  const columns: readonly Column<ImageSummary>[] = [
    { header: "IMAGE", value: ({ ImageName }) => ImageName },
    { header: "STATUS", value: ({ ImageStatus }) => ImageStatus },
    ageColumn(context.clock.now()),
  ];
  return await choiceList(context.io, images, columns, ({ ImageName }) => ImageName);
}

async function lifecycleConfigOffer({ context }: OfferScope): Promise<ChoiceList> {
  const configs = await collect((await context.lifecycleConfigs()).listLifecycleConfigs());
  const columns: readonly Column<LifecycleConfigSummary>[] = [
    { header: "NAME", value: ({ StudioLifecycleConfigName: name }) => name },
    { header: "TYPE", value: ({ StudioLifecycleConfigAppType: type }) => type },
    ageColumn(context.clock.now()),
  ];
  return await choiceList(context.io, configs, columns, ({ StudioLifecycleConfigName: name }) => name);
}
