import type { AppFacts, AskedServer, Observation } from "../../core/idle/facts.ts";
import { type App, appReference, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { hangsOnBeacon, hangsOnVisits, needsLook, needsObservation, wouldStop } from "../../core/idle/decide.ts";
import { mayHaveLeftovers } from "../../core/idle/leftovers.ts";
import { beaconOf } from "../../core/inside/beacon.ts";
import type { Policies, PolicyFor } from "../../core/idle/policy.ts";
import { type Memory, runsOver, runsSeeing, sight, sightInside, usualIntervalMs } from "../../core/idle/sightings.ts";
import type { Clock } from "../../ports/clock.ts";
import { concurrently } from "../concurrently.ts";
import { inspect, lookInside, observe, withVisits } from "./observe.ts";
import type { SweepRegion, SweepWork } from "./region.ts";
import { type SweepScope, excluder, listScope } from "./scope.ts";
import { type Source, type Spaces, behindServer, behindServers, findSources, listSpaces, ownerOfSpace } from "./servers.ts";

export interface Gathered {
  readonly facts: readonly AppFacts[];
  /** Why some of the lists could not be read: their apps are left alone. */
  readonly errors: readonly unknown[];
}

/**
 * Everything a verdict needs on the apps of one Region, Deleted ones included, in as few calls as possible: the list decides what it can
 * (status, age, name), one read of each server serves all apps behind it, and only apps that would stop are inspected. A failed call is
 * evidence about its app. Rejects if no list could be read, and with what is fatal. The time of the sweep is asked for after the first
 * response: the service's time is known from then on.
 */
export async function gather(
  region: SweepRegion,
  scope: SweepScope,
  policies: Policies,
  remembered: Memory,
  tellTime: () => Date,
  clock: Pick<Clock, "now">,
  work: SweepWork,
): Promise<Gathered> {
  work.progress.update(`listing apps in ${region.studio.region}`);
  const { apps: listed, errors } = await listScope(region, scope, work);
  const now = tellTime();
  const apps = listed.filter(({ AppType }) => scope.types.includes(AppType));
  work.limit?.expect(apps.length);
  const policyFor: PolicyFor = (subject) => policies.inForce(subject).policy;
  const spaces = policies.asksForOwners ? await listSpaces(region, apps) : undefined;
  const usual = usualIntervalMs(runsOver(remembered.runs, scope));
  const facts = firstFacts(apps, listed, scope.exclude, region, remembered, usual).map((each) => withSpaceOwner(each, spaces));
  // Which of them are inspected is known only once they are observed.
  const inspections = work.progress.part?.(facts.filter((each) => needsObservation(each, policyFor(each), now)).length);
  const observed = await observeAll(region, facts, listed, spaces, (each) => needsObservation(each, policyFor(each), now), policyFor, work);
  const sighted = observed.map((each) => ({ ...each, sighting: sight(each, policyFor(each), now) }));
  const mayStop = (each: AppFacts): boolean => wouldStop(each, policyFor(each), now) || hangsOnBeacon(each, policyFor(each), now);
  const mayLook = (each: AppFacts): boolean => needsLook(each, policyFor(each), now);
  inspections?.resize(0);
  // The tags first: a protected app is not looked into.
  const inspected = await readMore(
    sighted,
    (each) => mayStop(each) || mayLook(each) || mayHaveLeftovers(each, policyFor(each), now),
    (wanting) =>
      concurrently(wanting, "idle apps inspected", work, async (each) =>
        withInspection(each, await inspect(region, each.app, work), clock.now()),
      ),
  );
  const looked = await readMore(inspected, mayLook, (wanting) =>
    concurrently(wanting, "containers looked into", work, (each) => lookInside(region, each, clock, work)),
  );
  const visited = await readMore(
    looked,
    (each) => hangsOnVisits(each, policyFor(each), now),
    (wanting) => withVisits(region, wanting, now, work),
  );
  return { facts: visited.map((each) => sightInside(each, policyFor(each), now)), errors };
}

/** What the facts of one app depend on, in addition to the app. */
interface Surroundings {
  readonly listed: readonly App[];
  readonly exclude: readonly string[];
  readonly policies: Policies;
  readonly remembered: Memory;
  readonly clock: Pick<Clock, "now">;
}

/** Reads everything about one app, whether or not its verdict depends on it. Saves nothing for a later run. */
export async function gatherOne(
  region: SweepRegion,
  app: App,
  { listed, exclude, policies, remembered, clock }: Surroundings,
  work: SweepWork,
): Promise<AppFacts> {
  const now = clock.now();
  const spaces = policies.asksForOwners ? await listSpaces(region, [app]) : undefined;
  const [first] = firstFacts([app], listed, exclude, region, remembered, usualIntervalMs(runsSeeing(remembered.runs, app)));
  if (first === undefined) throw new RangeError("one app has one set of facts");
  const facts = withSpaceOwner(first, spaces);
  if (app.Status !== "InService") return facts;
  const [observed = facts] = await observeAll(
    region,
    [facts],
    listed,
    spaces,
    () => true,
    (subject) => policies.inForce(subject).policy,
    work,
  );
  const { policy } = policies.inForce(facts);
  const inspected = withInspection({ ...observed, sighting: sight(observed, policy, now) }, await inspect(region, app, work), now);
  const looks = policy.lookInside && app.AppType === "JupyterLab" && inspected.observation?.seen === true;
  const looked = looks ? await lookInside(region, inspected, clock, work, true) : inspected;
  const [visited = looked] = hangsOnVisits(looked, policy, now) ? await withVisits(region, [looked], now, work) : [];
  return sightInside(visited, policy, now);
}

function firstFacts(
  apps: readonly App[],
  listed: readonly App[],
  exclude: readonly string[],
  { studio, account }: SweepRegion,
  { apps: sightings }: Memory,
  usual: number,
): AppFacts[] {
  const excludedBy = excluder(exclude);
  const siblings = new Map<string, string[]>();
  for (const app of listed.filter(({ AppType, Status }) => AppType === "KernelGateway" && Status !== "Deleted")) {
    const names = siblings.get(ownerKey(app)) ?? [];
    siblings.set(ownerKey(app), names);
    names.push(app.AppName);
  }
  const servers = behindServers(listed);
  return apps.map((app) => {
    const behind = behindServer(app, servers);
    const glob = excludedBy(app);
    const sighting = sightings[appReference(app)];
    return {
      region: studio.region,
      ...(account && { account }),
      app,
      siblings: siblings.get(ownerKey(app)) ?? [],
      ...(behind !== undefined && { behind }),
      ...(glob !== undefined && { excludedBy: glob }),
      ...(sighting !== undefined && { sighting }),
      ...(usual > 0 && { usualIntervalMs: usual }),
    };
  });
}

function withSpaceOwner(facts: AppFacts, spaces: Spaces | undefined): AppFacts {
  const spaceOwner = ownerOfSpace(spaces?.(facts.app));
  return typeof spaceOwner === "string" ? { ...facts, spaceOwner } : facts;
}

function ownerKey(app: App): string {
  return `${app.DomainId}/${ownerLabel(ownerOf(app))}`.toLowerCase();
}

/** Adds observations of the servers to the facts that need them: each server is read once, and none of an excluded domain. */
async function observeAll(
  region: SweepRegion,
  facts: readonly AppFacts[],
  listed: readonly App[],
  spaces: Spaces | undefined,
  wanted: (facts: AppFacts) => boolean,
  policyFor: PolicyFor,
  work: SweepWork,
): Promise<AppFacts[]> {
  const open = facts.filter(wanted);
  const sources = await findSources(
    region,
    open.map(({ app }) => app),
    listed,
    spaces,
    work,
  );
  const leftOut = (each: AppFacts, { unifiedStudio }: Source) => unifiedStudio === true && policyFor(each).unifiedStudio !== true;
  const asked = open.flatMap((each, index) => {
    const source = sources[index];
    return source === undefined || "why" in source.reading || leftOut(each, source) ? [] : [source.reading.server];
  });
  const servers = new Map(asked.map((server) => [serverKey(server), server]));
  const readings = new Map(
    await concurrently(servers, "servers asked", work, async ([key, server]) => [key, await observe(region, server, work)] as const),
  );
  const sourceOf = new Map(open.map((each, index) => [each, sources[index]]));
  return facts.map((each) => {
    const source = sourceOf.get(each);
    return source === undefined ? each : { ...each, ...observedBy(source, readings) };
  });
}

function observedBy({ reading, ...rest }: Source, readings: ReadonlyMap<string, Observation>): Partial<AppFacts> {
  if ("why" in reading) return { ...rest, observation: reading };
  const observation = readings.get(serverKey(reading.server));
  return { ...rest, server: reading.server, ...(observation !== undefined && { observation }) };
}

function serverKey({ key }: AskedServer): string {
  return `${key.DomainId}/${ownerLabel(key.owner)}/${key.AppType}`.toLowerCase();
}

/** Reads more about the facts that need it, and leaves the others as they are. */
async function readMore(
  facts: readonly AppFacts[],
  wanted: (facts: AppFacts) => boolean,
  read: (wanting: readonly AppFacts[]) => Promise<readonly AppFacts[]>,
): Promise<readonly AppFacts[]> {
  const wanting = facts.filter(wanted);
  if (wanting.length === 0) return facts;
  const found = await read(wanting);
  const withMore = new Map(wanting.map((each, index) => [each, found[index]]));
  return facts.map((each) => withMore.get(each) ?? each);
}

/** An app that has disappeared is Deleted; otherwise DescribeApp's status is the newer one. `now` is when its tags were read. */
function withInspection(facts: AppFacts, inspection: Awaited<ReturnType<typeof inspect>>, now: Date): AppFacts {
  if (inspection === undefined) return { ...facts, app: { ...facts.app, Status: "Deleted" } };
  if (!inspection.seen) return { ...facts, inspection };
  const beacon = beaconOf(inspection.tags, now);
  return { ...facts, inspection, app: inspection.detail, ...(beacon && { beacon }) };
}
