import fc from "fast-check";
import type { App } from "../../../src/core/app/app.ts";
import type {
  AppFacts,
  Beacon,
  Inside,
  Kernel,
  ServerActivity,
  Sighting,
  Terminal,
  UnreadableItem,
  Visits,
} from "../../../src/core/idle/facts.ts";
import { appStatuses, appTypes } from "../../../src/core/service-model.ts";
import type { Policy } from "../../../src/core/idle/policy.ts";
import type { InsideWork } from "../../../src/core/inside/work.ts";
import { classicApp, inspected, minutesAgo } from "./facts.ts";

export const hourMs = 3_600_000;

/** Any time at all: hours ago, just now, to come, and none. */
export const time = fc.oneof(fc.integer({ min: -600, max: 6_000 }).map(minutesAgo), fc.constant(new Date(Number.NaN)));
const appName = fc.constantFrom("datascience", "other", "unlisted");
export const kernel: fc.Arbitrary<Kernel> = fc.record(
  {
    id: fc.string(),
    state: fc.oneof(
      fc.constantFrom("idle", "busy", "starting", "pending", "restarting", "autorestarting", "terminating", "dead"),
      fc.string(),
    ),
    lastActivity: time,
    appName,
    path: fc.string(),
  },
  { requiredKeys: ["id", "state"] },
);

const terminal: fc.Arbitrary<Terminal> = fc.record(
  { name: fc.oneof(fc.string(), fc.constant("arn:aws:x__1__ml.t3.medium")), lastActivity: time, appName },
  { requiredKeys: ["name"] },
);

export const sighting: fc.Arbitrary<Sighting> = fc.record(
  {
    CreationTime: time,
    Running: fc.boolean(),
    FirstSeen: time,
    LastSeen: time,
    NotBefore: time,
    EmptySince: time,
    StartingSince: time,
    ObservedAt: time,
    LackedAt: time,
    ClosedBy: time,
    LookedAt: time,
    QuietSince: time,
    WorkedBy: time,
  },
  { requiredKeys: ["CreationTime", "Running", "FirstSeen", "LastSeen"] },
);

export const unreadable: fc.Arbitrary<UnreadableItem> = fc.record(
  { why: fc.string({ minLength: 1 }), appName, lastActivity: time },
  { requiredKeys: ["why"] },
);

const activity: fc.Arbitrary<ServerActivity> = fc.record(
  {
    observedAt: time,
    kernels: fc.array(kernel, { maxLength: 4 }),
    terminals: fc.array(terminal, { maxLength: 3 }),
    lastActive: time,
    unreadable: fc.array(unreadable, { maxLength: 3 }),
    missing: fc.array(fc.string({ minLength: 1 }), { maxLength: 2 }),
  },
  { requiredKeys: ["observedAt", "kernels", "terminals"] },
);

export const unseen = fc.record({ seen: fc.constant(false as const), why: fc.string({ minLength: 1 }) });
export const observation = fc.oneof(fc.record({ seen: fc.constant(true as const), activity }), unseen);
const tag = fc.record({
  Key: fc.constantFrom("studioctl:keep", "team"),
  Value: fc.oneof(fc.string(), fc.constantFrom("forever", "2030-01-01")),
});
export const inspection = fc.oneof(
  fc.array(tag, { maxLength: 2 }).map((tags) => inspected(classicApp, tags)),
  unseen,
);

export const app: fc.Arbitrary<App> = fc.record(
  {
    DomainId: fc.constantFrom("d-one", "d-two"),
    UserProfileName: fc.constantFrom("alice", "bob"),
    SpaceName: fc.constant("nlp"),
    AppType: fc.constantFrom(...appTypes),
    AppName: appName,
    Status: fc.oneof(
      { weight: 5, arbitrary: fc.constant("InService" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...appStatuses) },
    ),
    CreationTime: time,
  },
  { requiredKeys: ["DomainId", "AppType", "AppName", "Status", "CreationTime"] },
);

export const work: fc.Arbitrary<InsideWork> = fc.record(
  {
    what: fc.oneof(fc.constantFrom("terminal 1 runs train.py", "kernel 0a1b2c3d is busy"), fc.string()),
    since: time,
    kind: fc.constantFrom("program", "background", "connection", "editor", "gpu", "kernel"),
  },
  { requiredKeys: ["what", "kind"] },
);

export const inside: fc.Arbitrary<Inside> = fc.oneof(
  fc.record(
    { seen: fc.constant(true as const), at: time, work: fc.array(work, { maxLength: 2 }), complete: fc.boolean(), lastActive: time },
    { requiredKeys: ["seen", "at", "work", "complete"] },
  ),
  unseen,
);

export const beacon: fc.Arbitrary<Beacon> = fc.record(
  {
    state: fc.constantFrom("fresh", "fresh", "stale", "malformed"),
    at: time,
    lastActivity: time,
    active: fc.array(fc.string(), { maxLength: 2 }),
    version: fc.integer(),
    complete: fc.boolean(),
    everyMs: fc.integer(),
  },
  { requiredKeys: ["state", "active"] },
);

export const visits: fc.Arbitrary<Visits> = fc.oneof(
  fc.record({
    seen: fc.constant(true as const),
    visits: fc.array(
      fc.record({ at: time, kind: fc.constantFrom("session", "sign-in"), by: fc.string() }, { requiredKeys: ["at", "kind"] }),
      {
        maxLength: 3,
      },
    ),
  }),
  unseen,
);

export const anyFacts: fc.Arbitrary<AppFacts> = fc.record(
  {
    region: fc.constant("us-east-1"),
    app,
    siblings: fc.constant(["datascience", "other"]),
    excludedBy: fc.string(),
    observation,
    inspection,
    sighting,
    inside,
    beacon,
    visits,
  },
  { requiredKeys: ["region", "app", "siblings"] },
);

export const policy: fc.Arbitrary<Policy> = fc.record(
  {
    idleMs: fc.integer({ min: 60_000, max: 10 * hourMs }),
    graceMs: fc.integer({ min: 1_000, max: 5 * hourMs }),
    maxAgeMs: fc.integer({ min: 60_000, max: 100 * hourMs }),
    keepTerminals: fc.boolean(),
    stopStuck: fc.boolean(),
    stopRemote: fc.boolean(),
    lookInside: fc.boolean(),
    trustBeacons: fc.boolean(),
    maxBusyMs: fc.integer({ min: 60_000, max: 10 * hourMs }),
    protectTags: fc.constantFrom([], [{ Key: "team" }]),
  },
  { requiredKeys: ["idleMs", "graceMs", "keepTerminals", "stopStuck", "stopRemote", "lookInside", "trustBeacons", "protectTags"] },
);
