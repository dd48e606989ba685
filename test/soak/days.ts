import type { App } from "../../src/core/app/app.ts";
import type { HourlyPrices } from "../../src/core/cost/billing.ts";
import type { Decision } from "../../src/core/idle/report.ts";
import { type Memory, type MemoryNews, mergeMemory, nothingRemembered } from "../../src/core/idle/sightings.ts";
import { applySweep } from "../../src/operations/sweep/apply.ts";
import { planSweep } from "../../src/operations/sweep/plan.ts";
import { policies } from "../../src/operations/sweep/policies.ts";
import type { SweepRegion, SweepWork } from "../../src/operations/sweep/region.ts";
import { defaultScope } from "../../src/operations/sweep/scope.ts";
import { type PolicyFile, type Thresholds, defaultPolicy } from "../../src/core/idle/policy.ts";
import { isError } from "../../src/core/errors.ts";
import { silentProgress } from "../../src/ports/progress.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { formatBeacon } from "../../src/core/inside/beacon.ts";
import { Account, type DeniedCall } from "./account.ts";
import { Chance } from "./chance.ts";
import { ClassicDesk, type Desk, EditorDesk, NotebookDesk, RemoteDesk } from "./desk.ts";
import { deadKernel, type Figures, hoursOf, visible } from "./figures.ts";
import { regionOf } from "./region.ts";

const dayMs = 24 * 3_600_000;
const start = Date.UTC(2026, 2, 2);
const work: SweepWork = { concurrency: 10, progress: silentProgress };
const prices: HourlyPrices = { hourlyUsd: () => 0.05 };

/** The ways in which an account lets its apps be seen inside. */
export interface Setting {
  readonly lookInside: boolean;
  /** Installed in all spaces but one. */
  readonly beacons: boolean;
  readonly trustBeacons: boolean;
}

export const settings = {
  off: { lookInside: false, beacons: false, trustBeacons: false },
  "look inside": { lookInside: true, beacons: false, trustBeacons: false },
  beacons: { lookInside: false, beacons: true, trustBeacons: false },
  "trusted beacons": { lookInside: false, beacons: true, trustBeacons: true },
  "look inside and trusted beacons": { lookInside: true, beacons: true, trustBeacons: true },
} as const satisfies Readonly<Record<string, Setting>>;

/**
 * Some days of one account, with sweeps as cron would run them, every 15 to 30 minutes, but for now and then some hours
 * without one: all of it follows from the seed. `distort` makes the sweep see things other than they are, `misremember` remember them so.
 */
export async function live(
  seed: number,
  days: number,
  setting: Setting,
  { distort = (region) => region, misremember = (memory) => memory, untilWrong = false }: Faults = {},
): Promise<Figures> {
  const chance = new Chance(seed);
  const account = new Account(accountOf(chance), start, defaultPolicy.idleMs, groupOf(seed));
  const people = desksOf(account, chance, setting);
  for (const desks of people) employ(account, chance, desks);
  const hostile = isHostile(seed);
  if (hostile) hinder(account, chance);
  if (hostile) denyAtTimes(account, chance);
  if (setting.beacons && !setting.trustBeacons) forge(account, new Chance(seed + 2_000_000), people.flat());
  const { lookInside, trustBeacons } = setting;
  const [, sso = ""] = account.domainIds;
  const policyFile = policyOf({ ...thresholdsOf(seed), lookInside, trustBeacons }, sso);
  // Of their own, so that people's days do not hang on how many calls a sweep makes.
  const luck = new Chance(seed + 1_000_000);
  const ports = portsOf(account, distort(regionOf(account, luck, setting.lookInside)), luck, misremember);
  const end = start + days * dayMs;
  let sweeps = 0;
  let failedSweeps = 0;
  const pause = (): number => {
    if (!hostile || !luck.happens(0.02)) return luck.minutes(14, 16);
    const gap = luck.minutes(150, 600);
    for (const desk of people.flat()) if (desk instanceof NotebookDesk) account.later(gap - luck.minutes(5, 50), () => desk.lookIn());
    return gap;
  };
  for (let next = start + pause(); next < end; next += pause()) {
    account.advanceTo(next);
    account.sweptAt = next;
    sweeps += 1;
    try {
      const plan = await planSweep(
        ports,
        { scope: defaultScope, policies: policies({ thresholds: {}, protectTags: [] }, policyFile) },
        work,
      );
      for (const decision of plan.report.Decisions) account.truth.judged(decision, keptBy(decision), account.now);
      // People go on while a sweep is at work.
      account.advanceTo(account.now + luck.minutes(0, 2));
      await applySweep(ports, plan, work);
    } catch (error) {
      if (!isError(error, "throttled")) throw error;
      failedSweeps += 1;
    }
    if (untilWrong && visible(account.truth.wrongStops).length > 0) break;
  }
  const { truth } = account;
  truth.close(account.now);
  const wrongStops = truth.wrongStops.map((wrong) => ({ seed, ...wrong }));
  return { days, sweeps, failedSweeps, stops: truth.stops, wrongStops, hours: hoursOf(truth) };
}

/** What a sweep is made to lack, to try whether these days find it out. */
export interface Faults {
  readonly distort?: (region: SweepRegion) => SweepRegion;
  /** What it remembers of earlier sweeps, as it is now. */
  readonly misremember?: (memory: Memory, now: Date) => Memory;
  /** The days are over at the first stop of an app in use that something showed: how they go on does not matter then. */
  readonly untilWrong?: boolean;
}

/** Whether servers go down, permissions are lost and sweeps are left out in an account. */
function isHostile(seed: number): boolean {
  return seed % 4 < 2;
}

/** The groups whose idle hours are counted apart: what an app may be seen by, and whether its account is hindered. */
export const groups = {
  classic: "Studio Classic",
  spaces: "spaces",
  sso: "spaces of an SSO domain that a beacon reports on",
  silent: "spaces of an SSO domain without a report",
  hindered: "accounts with lost permissions, servers that are down and gaps between sweeps",
} as const;

function groupOf(seed: number): (app: string, isReported: boolean) => string {
  return (app, isReported) => {
    if (isHostile(seed)) return groups.hindered;
    const [, space] = /\/space:([^/]+)/.exec(app) ?? [];
    if (space === undefined) return groups.classic;
    if (!space.startsWith("sso-")) return groups.spaces;
    return isReported ? groups.sso : groups.silent;
  };
}

/** What keeps an app in which nothing is at work: a kernel that is not idle then hangs, or died while it was busy. */
function keptBy({ Verdict, Reason, Evidence }: Decision): string {
  if (Evidence.some(({ Detail }) => /kernel (?!idle)[a-z]+, |kernel \S+ is [a-z]+/.test(Detail))) return deadKernel;
  return Verdict === "active" && /terminal .*is open; /.test(Reason) ? "active, by an open terminal" : Verdict;
}

/** An age limit stops what nothing shows, at work or not, so SSO domains have none. */
function policyOf(thresholds: Partial<Thresholds>, ssoDomain: string): PolicyFile {
  return {
    path: "policy.yaml",
    defaults: { line: 1, thresholds },
    rules: [{ line: 2, match: { domain: [ssoDomain] }, protect: false, thresholds: { maxAgeMs: Infinity } }],
    protect: { apps: [], tags: [] },
    quietHours: [],
  };
}

/** What some accounts ask for beside the defaults. */
function thresholdsOf(seed: number): Partial<Thresholds> {
  return {
    ...(seed % 2 === 0 && { maxAgeMs: dayMs }),
    ...(seed % 3 === 0 && { stopStuck: true }),
    ...(seed % 5 === 0 && { maxBusyMs: dayMs / 6 }),
  };
}

function portsOf(account: Account, region: SweepRegion, luck: Chance, misremember: Required<Faults>["misremember"]) {
  let remembered = nothingRemembered;
  return {
    regions: [region],
    clock: { now: () => new Date(account.now), sleep: async () => {}, random: () => luck.next() },
    prices,
    record: { intend: async () => {}, add: async () => {}, addKernels: async () => {}, resume: async () => {} },
    sightings: {
      load: async () => misremember(remembered, new Date(account.now)),
      merge: async (_: string, news: MemoryNews, now: Date) => {
        remembered = mergeMemory(remembered, news, now);
      },
      isNew: async () => remembered === nothingRemembered,
    },
  };
}

/**
 * A domain with two users of Studio Classic, a JupyterLab with the activity monitor or without, a Code Editor, and a space for remote work;
 * and an SSO domain with the same spaces, and one without a beacon.
 */
function accountOf(chance: Chance): Seed {
  const monitored = () => chance.happens(0.5) && { server: { monitor: "empty" as const } };
  return {
    domains: [
      {
        name: "soak",
        users: [{ name: "alice" }, { name: "bob" }],
        spaces: [
          { name: "lab", owner: "alice", type: "JupyterLab", ...monitored() },
          { name: "editor", owner: "bob", type: "CodeEditor", server: { monitor: "empty" } },
          { name: "remote", owner: "bob", type: "JupyterLab", remoteAccess: true },
        ],
      },
      {
        name: "sso",
        authMode: "SSO",
        users: [{ name: "carol" }],
        spaces: [
          { name: "sso-lab", owner: "carol", type: "JupyterLab", ...monitored() },
          { name: "sso-editor", owner: "carol", type: "CodeEditor", server: { monitor: "empty" } },
          { name: "sso-remote", owner: "carol", type: "JupyterLab", remoteAccess: true },
          { name: "sso-bare", owner: "carol", type: "JupyterLab" },
        ],
      },
    ],
  };
}

function inSpace(DomainId: string, SpaceName: string, AppType: "JupyterLab" | "CodeEditor" = "JupyterLab") {
  return { DomainId, SpaceName, AppType, AppName: "default", ResourceSpec: { InstanceType: "ml.m5.large" } };
}

/** Of each person, the desks between which they change. */
function desksOf(account: Account, chance: Chance, { beacons }: Setting): Desk[][] {
  const [DomainId = "", sso = ""] = account.domainIds;
  const classic = (UserProfileName: string, AppName: string, InstanceType: string) => {
    const ResourceSpec: App["ResourceSpec"] = {
      InstanceType,
      SageMakerImageArn: `arn:aws:sagemaker:us-east-1:081325390199:image/${AppName}`,
    };
    return new ClassicDesk(account, chance, { DomainId, UserProfileName, AppType: "KernelGateway", AppName, ResourceSpec });
  };
  return [
    [classic("alice", "data", "ml.t3.medium"), classic("alice", "torch", "ml.g4dn.xlarge")],
    [classic("bob", "data", "ml.t3.medium")],
    ...[
      [DomainId, ""],
      [sso, "sso-"],
    ].flatMap(([id = "", prefix = ""]): Desk[][] => [
      [new NotebookDesk(account, chance, inSpace(id, `${prefix}lab`), beacons)],
      [new EditorDesk(account, chance, inSpace(id, `${prefix}editor`, "CodeEditor"), beacons)],
      [new RemoteDesk(account, chance, inSpace(id, `${prefix}remote`), beacons)],
    ]),
    [new NotebookDesk(account, chance, inSpace(sso, "sso-bare"))],
  ];
}

/**
 * Now and then a container writes the tag of another one, which its role may do unless a policy limits it (service-facts: Tags of an app).
 * Whoever trusts beacons has such a policy, so it happens only to others.
 */
function forge(account: Account, chance: Chance, desks: readonly Desk[]): void {
  const spaces = desks.filter(({ app }) => app.SpaceName !== undefined);
  const write = (): void => {
    const { app } = chance.pick(spaces);
    const long = { at: new Date(account.now), everyMs: 300_000, lastActivity: new Date(account.now - dayMs), complete: true };
    const value = chance.pick([formatBeacon({ ...long, active: [] }), formatBeacon({ ...long, active: ["work"] }), "v1 at=never"]);
    if (account.status(app) === "InService") account.report(app, value);
    account.later(chance.minutes(60, 1_000), write);
  };
  account.later(chance.minutes(60, 1_000), write);
}

/** Lets a person come and go: each `yield` is how long they do nothing, in milliseconds. */
function employ(account: Account, chance: Chance, desks: readonly Desk[]): void {
  const life = scientist(account, chance, desks);
  const goOn = (): void => {
    const { value, done } = life.next();
    if (done !== true) account.later(value, goOn);
  };
  goOn();
}

function* scientist(account: Account, chance: Chance, desks: readonly Desk[]): Generator<number, never> {
  yield chance.minutes(0, 600);
  for (;;) {
    const desk = chance.pick(desks);
    const until = account.now + chance.minutes(10, 300);
    while (account.now < until) {
      if (desk.usable) {
        desk.step();
        yield chance.minutes(1, 25);
      } else {
        desk.start();
        yield chance.minutes(1, 2);
      }
    }
    if (desk.usable) desk.leave();
    yield chance.happens(0.05) ? chance.minutes(1_440, 4_320) : chance.happens(0.5) ? chance.minutes(20, 180) : chance.minutes(300, 960);
  }
}

const deniable: readonly DeniedCall[] = [
  "listSpaces",
  "describeDomain",
  "describeApp",
  "listTags",
  "createPresignedDomainUrl",
  "deleteApp",
];

/** Now and then the sweep lacks a permission, for hours or for longer than any maximum age. */
function denyAtTimes(account: Account, chance: Chance): void {
  const lose = (): void => {
    const call = chance.pick(deniable);
    account.denied.add(call);
    account.later(chance.minutes(60, 3_000), () => {
      account.denied.delete(call);
      account.later(chance.minutes(1_000, 6_000), lose);
    });
  };
  account.later(chance.minutes(0, 6_000), lose);
}

/** Now and then a server goes down, and comes back; what runs behind it goes on. */
function hinder(account: Account, chance: Chance): void {
  const [DomainId = ""] = account.domainIds;
  for (const owner of [{ UserProfileName: "alice" }, { UserProfileName: "bob" }, { SpaceName: "lab" }, { SpaceName: "editor" }]) {
    const server = account.server({ DomainId, ...owner, AppType: "JupyterServer", AppName: "default" });
    const goDown = (): void => {
      server.mode = chance.pick(["down", "html", "forbidden", "loading", "hang"] as const);
      account.later(chance.minutes(10, 240), () => {
        server.mode = "up";
        account.later(chance.minutes(300, 4_000), goDown);
      });
    };
    account.later(chance.minutes(0, 4_000), goDown);
  }
}
