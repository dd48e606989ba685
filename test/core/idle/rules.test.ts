import { describe, expect, it } from "vitest";
import { decideOne } from "../../../src/core/idle/decide.ts";
import type { AppFacts, Kernel, Sighting } from "../../../src/core/idle/facts.ts";
import type { App } from "../../../src/core/app/app.ts";
import { type Policy, defaultPolicy } from "../../../src/core/idle/policy.ts";
import type { Verdict } from "../../../src/core/idle/report.ts";
import { canvasApp, classicApp, editorApp, facts, inspected, kernel, labApp, minutesAgo, now, terminal } from "./facts.ts";

const hour = 3_600_000;
const untimed = (name: string) => ({ name });
const imageTerminal = (appName?: string) => ({
  name: "arn:aws:sagemaker:us-east-1:1:image/x__0__ml.t3.medium",
  ...(appName && { appName }),
});
const { lastActivity: _, ...kernelWithoutTime } = kernel(0);

const sighting = (more: Partial<Sighting>): { sighting: Sighting } => ({
  sighting: { CreationTime: classicApp.CreationTime, Running: true, FirstSeen: minutesAgo(500), LastSeen: minutesAgo(10), ...more },
});

const idleWith = (more: Partial<AppFacts>) => facts(classicApp, { kernels: [kernel(300)] }, more);
const down = (more: Partial<AppFacts> = {}) =>
  facts(classicApp, {}, { observation: { seen: false, why: "the server answered 403" }, ...more });
const busy = (minutes: number, more: Partial<Kernel> = {}) => kernel(minutes, { state: "busy", ...more });
const startedAgo = (app: App, minutes: number): App => ({ ...app, CreationTime: minutesAgo(minutes) });

type Row = [rule: string, facts: AppFacts, verdict: Verdict, result: "planned" | "kept", reason: string, policy?: Partial<Policy>];

function check(rows: Row[]): void {
  it.each(rows)("%s", (_, given, verdict, result, reason, policy = {}) => {
    expect(decideOne(given, { ...defaultPolicy, ...policy }, now)).toMatchObject({ Verdict: verdict, Result: result, Reason: reason });
  });
}

describe("1. what does not run is skipped", () => {
  check([
    ["pending", facts({ ...classicApp, Status: "Pending" }), "skipped", "kept", "it is Pending, not InService"],
    [
      "failed, however idle",
      facts({ ...classicApp, Status: "Failed" }, { kernels: [kernel(300)] }),
      "skipped",
      "kept",
      "it is Failed, not InService",
    ],
  ]);
});

describe("2. what is protected or young is left alone", () => {
  const tagged = (Key: string, Value: string) => idleWith({ inspection: inspected(classicApp, [{ Key, Value }]) });
  const young = { ...classicApp, CreationTime: minutesAgo(5) };
  check([
    ["by name", idleWith({ excludedBy: "*/alice/*" }), "protected", "kept", 'excluded by "*/alice/*"'],
    ["by keep tag for ever", tagged("studioctl:keep", "forever"), "protected", "kept", "tag studioctl:keep: forever"],
    [
      "by keep tag until later",
      tagged("studioctl:keep", "2026-03-02T13:00:00Z"),
      "protected",
      "kept",
      "tag studioctl:keep: until 2026-03-02T13:00:00Z",
    ],
    [
      "not by keep tag that has run out",
      tagged("studioctl:keep", "2026-03-02T11:59:59Z"),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "by keep tag that is not a time",
      tagged("studioctl:keep", "tomorrow"),
      "protected",
      "kept",
      'tag studioctl:keep: "tomorrow" is not a time: forever',
    ],
    [
      "by keep tag in somebody's local time",
      tagged("studioctl:keep", "2026-03-01T13:00:00"),
      "protected",
      "kept",
      'tag studioctl:keep: "2026-03-01T13:00:00" is not a time: forever',
    ],
    ["by another tag's key", tagged("team", "nlp"), "protected", "kept", "tag team=nlp", { protectTags: [{ Key: "team" }] }],
    [
      "by another tag's value",
      tagged("team", "nlp"),
      "protected",
      "kept",
      "tag team=nlp",
      { protectTags: [{ Key: "team", Value: "nlp" }] },
    ],
    [
      "not by another value",
      tagged("team", "nlp"),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
      { protectTags: [{ Key: "team", Value: "ops" }] },
    ],
    [
      "perhaps, when its tags cannot be read, even past the maximum age",
      facts(classicApp, {}, { ...sighting({}), inspection: { seen: false, why: "denied" }, observation: { seen: false, why: "403" } }),
      "unknown",
      "kept",
      "it may be protected: denied",
      { maxAgeMs: hour },
    ],
    ["young", facts(young, { kernels: [kernel(300)] }), "grace", "kept", "started 5m ago, kept for its first 15m"],
    [
      "created in the future",
      facts({ ...classicApp, CreationTime: minutesAgo(-5) }, { kernels: [kernel(300)] }),
      "grace",
      "kept",
      "started just now, kept for its first 15m",
    ],
    [
      "seen not running just before, under an old CreationTime",
      idleWith(sighting({ NotBefore: minutesAgo(5) })),
      "grace",
      "kept",
      "started 5m ago, kept for its first 15m",
    ],
  ]);
});

describe("3. what could not be observed is unknown", () => {
  const { observation: _, ...unasked } = facts(classicApp);
  const long = sighting({ FirstSeen: minutesAgo(9_000) });
  check([
    ["kept", down(), "unknown", "kept", "the server answered 403"],
    [
      "kept, however old, without a maximum age",
      down(sighting({ FirstSeen: minutesAgo(9_000) })),
      "unknown",
      "kept",
      "the server answered 403",
    ],
    ["not asked", unasked, "unknown", "kept", "it was not observed"],
    [
      "stopped past the maximum age",
      down(sighting({ FirstSeen: minutesAgo(300) })),
      "unknown",
      "planned",
      "the server answered 403; not observed for 5h, and the maximum age is 4h",
      { maxAgeMs: 4 * hour },
    ],
    [
      "kept until it has not been observed for that long",
      down(sighting({ FirstSeen: minutesAgo(9_000), ObservedAt: minutesAgo(230) })),
      "unknown",
      "kept",
      "the server answered 403",
      { maxAgeMs: 4 * hour },
    ],
    [
      "kept until that long after a call of our own failed",
      down(sighting({ FirstSeen: minutesAgo(9_000), ObservedAt: minutesAgo(8_000), LackedAt: minutesAgo(239) })),
      "unknown",
      "kept",
      "the server answered 403",
      { maxAgeMs: 4 * hour },
    ],
    [
      "stopped that long after it",
      down(sighting({ FirstSeen: minutesAgo(9_000), ObservedAt: minutesAgo(8_000), LackedAt: minutesAgo(240) })),
      "unknown",
      "planned",
      "the server answered 403; not observed for 4h, and the maximum age is 4h",
      { maxAgeMs: 4 * hour },
    ],
    [
      "stopped when it has not",
      down(sighting({ FirstSeen: minutesAgo(9_000), ObservedAt: minutesAgo(240) })),
      "unknown",
      "planned",
      "the server answered 403; not observed for 4h, and the maximum age is 4h",
      { maxAgeMs: 4 * hour },
    ],
    [
      "kept until this life of it is that old",
      down({ ...sighting({ FirstSeen: minutesAgo(500), NotBefore: minutesAgo(230) }) }),
      "unknown",
      "kept",
      "the server answered 403",
      { maxAgeMs: 4 * hour },
    ],
    ...(["sagemaker:CreatePresignedDomainUrl", "sagemaker:DescribeDomain", "sagemaker:ListSpaces"] as const).map((denied): Row => [
      `kept, however long, for want of ${denied}`,
      down({ ...long, observation: { seen: false, why: "not allowed", ours: true, denied } }),
      "unknown",
      "kept",
      "not allowed",
      { maxAgeMs: hour },
    ]),
    [
      "kept, however long, where our own call was throttled",
      down({ ...long, observation: { seen: false, why: "the service throttles this account", ours: true } }),
      "unknown",
      "kept",
      "the service throttles this account",
      { maxAgeMs: hour },
    ],
    [
      "kept until our own first sighting is that old",
      down(sighting({ FirstSeen: minutesAgo(230) })),
      "unknown",
      "kept",
      "the server answered 403",
      { maxAgeMs: 4 * hour },
    ],
    ["kept when never sighted before", down(), "unknown", "kept", "the server answered 403", { maxAgeMs: hour }],
    [
      "an idle kernel without time",
      facts(classicApp, { kernels: [kernelWithoutTime] }),
      "unknown",
      "kept",
      "the last activity of analysis.ipynb is unknown",
    ],
    ["Code Editor without /api/idle", facts(editorApp), "unknown", "kept", "the last activity of Code Editor is unknown"],
    [
      "Canvas without a datapoint",
      facts(canvasApp, {}, { observation: { seen: false, why: "CloudWatch has no TimeSinceLastActive" } }),
      "unknown",
      "kept",
      "CloudWatch has no TimeSinceLastActive",
    ],
    ["Canvas without a time", facts(canvasApp), "unknown", "kept", "the last activity of Canvas is unknown"],
  ]);
});

describe("4. a kernel that is not idle keeps its app", () => {
  const { path: _, ...unnamed } = kernel(0, { state: "busy" });
  check([
    [
      "busy and silent for hours",
      facts(classicApp, { kernels: [kernel(540, { state: "busy" })] }),
      "active",
      "kept",
      "kernel busy for 9h, analysis.ipynb",
    ],
    ["busy and chatty", facts(classicApp, { kernels: [unnamed] }), "active", "kept", "kernel busy, kernel 0a1b2c3d"],
    [
      "several busy",
      facts(classicApp, { kernels: [kernel(0, { state: "busy" }), kernel(0, { id: "f", state: "busy" })] }),
      "active",
      "kept",
      "kernel busy, analysis.ipynb and 1 more",
    ],
    [
      "a state nobody knows",
      facts(labApp, { kernels: [kernel(540, { state: "hibernating" })] }),
      "active",
      "kept",
      "kernel hibernating for 9h, analysis.ipynb",
    ],
    [
      "starting for less than the threshold",
      facts(classicApp, { kernels: [kernel(20, { state: "starting" })] }),
      "active",
      "kept",
      "kernel starting for 20m, analysis.ipynb",
    ],
    [
      "starting for longer is stuck",
      facts(classicApp, { kernels: [kernel(180, { state: "starting" })] }),
      "stuck",
      "kept",
      "kernel starting for 3h, analysis.ipynb",
    ],
    [
      "stuck stops on request",
      facts(classicApp, { kernels: [kernel(180, { state: "starting" })] }),
      "stuck",
      "planned",
      "kernel starting for 3h, analysis.ipynb",
      { stopStuck: true },
    ],
    [
      "stuck beside a busy one is active",
      facts(classicApp, { kernels: [kernel(180, { state: "starting" }), kernel(1, { id: "b", state: "busy" })] }),
      "active",
      "kept",
      "kernel busy for 1m, analysis.ipynb",
      { stopStuck: true },
    ],
    [
      "stuck beside recent activity is active",
      facts(labApp, { kernels: [kernel(180, { state: "starting" })], terminals: [terminal(10)] }),
      "active",
      "kept",
      "last activity 10m ago, terminal 1",
      { stopStuck: true },
    ],
    [
      "a pending session without time, first seen now",
      facts(classicApp, { kernels: [{ ...kernelWithoutTime, state: "pending" }] }, sighting({ StartingSince: now })),
      "active",
      "kept",
      "kernel pending, analysis.ipynb",
    ],
    [
      "a pending session without time, seen so for long",
      facts(classicApp, { kernels: [{ ...kernelWithoutTime, state: "pending" }] }, sighting({ StartingSince: minutesAgo(120) })),
      "stuck",
      "kept",
      "kernel pending for 2h, analysis.ipynb",
    ],
    [
      "stuck beside a kernel without time is not stopped: that one may be in use",
      facts(labApp, { kernels: [kernel(180, { state: "starting" }), { ...kernelWithoutTime, id: "b", path: "b.ipynb" }] }),
      "stuck",
      "kept",
      "kernel starting for 3h, analysis.ipynb",
      { stopStuck: true },
    ],
  ]);
});

describe.each(["starting", "pending", "restarting", "autorestarting", "terminating", "dead"])("4. a kernel that is %s", (state) => {
  const untimed = { ...kernelWithoutTime, state };
  check([
    [
      "is active within the threshold",
      facts(labApp, { kernels: [kernel(59, { state })] }),
      "active",
      "kept",
      `kernel ${state} for 59m, analysis.ipynb`,
      { stopStuck: true },
    ],
    [
      "is stuck after it, not active and not idle",
      facts(labApp, { kernels: [kernel(60, { state })] }),
      "stuck",
      "kept",
      `kernel ${state} for 1h, analysis.ipynb`,
    ],
    [
      "stops after it on request",
      facts(labApp, { kernels: [kernel(60, { state })] }),
      "stuck",
      "planned",
      `kernel ${state} for 1h, analysis.ipynb`,
      { stopStuck: true },
    ],
    [
      "stops nothing where it may be another app's",
      facts(classicApp, { kernels: [{ id: "b", state, lastActivity: minutesAgo(300), path: "lost.ipynb" }] }),
      "stuck",
      "kept",
      `kernel ${state} for 5h, lost.ipynb (of an unknown app, possibly this one)`,
      { stopStuck: true },
    ],
    [
      "stops nothing beside a busy one",
      facts(labApp, { kernels: [kernel(300, { state }), kernel(300, { id: "b", state: "busy" })] }),
      "active",
      "kept",
      "kernel busy for 5h, analysis.ipynb",
      { stopStuck: true },
    ],
    [
      "without a time is active when first seen",
      facts(labApp, { kernels: [untimed] }),
      "active",
      "kept",
      `kernel ${state}, analysis.ipynb`,
      { stopStuck: true },
    ],
    [
      "without a time is stuck when seen so for the threshold",
      facts(labApp, { kernels: [untimed] }, sighting({ StartingSince: minutesAgo(60) })),
      "stuck",
      "kept",
      `kernel ${state} for 1h, analysis.ipynb`,
    ],
  ]);
});

describe("4. a kernel that is busy without any message for longer than --max-busy", () => {
  const policy = { maxBusyMs: 6 * hour };
  const doubt = "; it may be dead or busy without output";
  const { lastActivity: _, ...untimed } = busy(0);
  check([
    ["is active before", facts(labApp, { kernels: [busy(359)] }), "active", "kept", "kernel busy for 5h 59m, analysis.ipynb", policy],
    [
      "is stuck, and kept",
      facts(labApp, { kernels: [busy(360)] }),
      "stuck",
      "kept",
      `kernel busy for 6h without a message, analysis.ipynb${doubt}`,
      policy,
    ],
    [
      "is stuck from then on, though the threshold is longer",
      facts(labApp, { kernels: [busy(20)] }),
      "stuck",
      "kept",
      `kernel busy for 20m without a message, analysis.ipynb${doubt}`,
      { maxBusyMs: 20 * 60_000 },
    ],
    [
      "is kept where something is unreadable, whatever the age",
      facts(
        labApp,
        { kernels: [busy(500)], unreadable: [{ why: "/api/terminals lists a terminal without name" }] },
        sighting({ FirstSeen: minutesAgo(500) }),
      ),
      "unknown",
      "kept",
      "/api/terminals lists a terminal without name",
      { ...policy, maxAgeMs: hour },
    ],
    [
      "is kept even with --stop-stuck",
      facts(labApp, { kernels: [busy(500)] }),
      "stuck",
      "kept",
      `kernel busy for 8h 20m without a message, analysis.ipynb${doubt}`,
      { ...policy, stopStuck: true },
    ],
    [
      "keeps an app whose other kernels hang",
      facts(labApp, { kernels: [kernel(500, { id: "a", path: "a.ipynb", state: "starting" }), busy(500)] }),
      "stuck",
      "kept",
      `kernel busy for 8h 20m without a message, analysis.ipynb and 1 more${doubt}`,
      { ...policy, stopStuck: true },
    ],
    [
      "keeps an app whose other kernels are idle",
      facts(labApp, { kernels: [kernel(500, { id: "a" }), busy(500)] }),
      "stuck",
      "kept",
      `kernel busy for 8h 20m without a message, analysis.ipynb${doubt}`,
      { ...policy, stopStuck: true },
    ],
    [
      "is active beside a kernel that is busy for less",
      facts(labApp, { kernels: [busy(500), busy(10, { id: "b", path: "b.ipynb" })] }),
      "active",
      "kept",
      "kernel busy for 10m, b.ipynb",
      policy,
    ],
    [
      "is active beside recent activity",
      facts(labApp, { kernels: [busy(500), kernel(10, { id: "b", path: "b.ipynb" })] }),
      "active",
      "kept",
      "last activity 10m ago, b.ipynb",
      policy,
    ],
    ["is no such kernel without a time", facts(labApp, { kernels: [untimed] }), "active", "kept", "kernel busy, analysis.ipynb", policy],
    [
      "is no such kernel in an app that is younger",
      facts(startedAgo(labApp, 90), { kernels: [busy(500)] }),
      "active",
      "kept",
      "kernel busy for 1h 30m, analysis.ipynb",
      policy,
    ],
    [
      "may be busy without end where nothing is said",
      facts(labApp, { kernels: [busy(590)] }),
      "active",
      "kept",
      "kernel busy for 9h 50m, analysis.ipynb",
    ],
    [
      "may be busy without end where that is never",
      facts(labApp, { kernels: [busy(590)] }),
      "active",
      "kept",
      "kernel busy for 9h 50m, analysis.ipynb",
      { maxBusyMs: Infinity },
    ],
    [
      "is not meant where it is in a state nobody knows",
      facts(labApp, { kernels: [kernel(500, { state: "hibernating" })] }),
      "active",
      "kept",
      "kernel hibernating for 8h 20m, analysis.ipynb",
      policy,
    ],
  ]);
});

describe("4. kernels of a user's server belong to the app they name", () => {
  const other = kernel(0, { state: "busy", appName: "other" });
  const { appName: _, ...homeless } = kernel(0, { id: "b", state: "busy", path: "lost.ipynb" });
  const jupyterServer: App = { ...classicApp, AppType: "JupyterServer", AppName: "default" };
  const lost = "lost.ipynb (of an unknown app, possibly this one)";
  check([
    [
      "a busy kernel of a sibling is none of this app's",
      facts(classicApp, { kernels: [kernel(300), other] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "a busy kernel of no app keeps all",
      facts(classicApp, { kernels: [kernel(300), homeless] }),
      "active",
      "kept",
      `kernel busy, ${lost}`,
    ],
    [
      "a busy kernel of an app that is in no list is none of this app's",
      facts(classicApp, { kernels: [kernel(300), { ...homeless, appName: "gone" }] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "a pending session of an app that is in no list is none of this app's",
      facts(classicApp, { kernels: [kernel(300), { ...homeless, state: "pending", appName: "gone" }] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "a kernel that names what cannot be an app keeps all",
      facts(classicApp, { kernels: [{ ...homeless, appName: "arn:aws:sagemaker:app/x" }] }),
      "active",
      "kept",
      `kernel busy, ${lost}`,
    ],
    [
      "a kernel that names this app in another case keeps it",
      facts(classicApp, { kernels: [{ ...homeless, appName: "DataScience" }] }),
      "active",
      "kept",
      `kernel busy, ${lost}`,
    ],
    [
      "a kernel of a listed app that differs in case only is none of this app's",
      facts(classicApp, { kernels: [kernel(300), { ...homeless, appName: "DataScience" }] }, { siblings: ["datascience", "DataScience"] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "an old kernel of no app does not prove this one idle",
      facts(classicApp, { kernels: [{ ...homeless, state: "idle", lastActivity: minutesAgo(300) }] }),
      "grace",
      "kept",
      "no kernels since just now; idle after 1h",
    ],
    [
      "a stuck kernel of no app stops nothing",
      facts(classicApp, { kernels: [{ ...homeless, state: "starting", lastActivity: minutesAgo(300) }] }),
      "stuck",
      "kept",
      `kernel starting for 5h, ${lost}`,
      { stopStuck: true },
    ],
    [
      "but for those of an app that is in no list",
      facts(
        jupyterServer,
        { kernels: [kernel(300), { ...homeless, appName: "gone" }], terminals: [imageTerminal("gone")] },
        { siblings: ["datascience"] },
      ),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    ["and those that name none", facts(jupyterServer, { kernels: [homeless] }), "active", "kept", "kernel busy, lost.ipynb"],
    [
      "what a kernel of a space names does not matter",
      facts(labApp, { kernels: [{ ...homeless, appName: "gone" }] }),
      "active",
      "kept",
      "kernel busy, lost.ipynb",
    ],
    [
      "all of them are the JupyterServer app's",
      facts(jupyterServer, { kernels: [other] }),
      "active",
      "kept",
      "kernel busy, analysis.ipynb",
    ],
  ]);
});

describe("what cannot be read affects the app that it names", () => {
  const lost = { why: "/api/sessions lists a kernel without execution_state" };
  const mine = { ...lost, appName: "datascience" };
  const old = { kernels: [kernel(300)] };
  const { appName: _, ...homelessWithoutTime } = kernelWithoutTime;
  const server = { ...classicApp, AppType: "JupyterServer" as const, AppName: "default" };
  check([
    ["that app is unknown, however idle the rest", facts(classicApp, { ...old, unreadable: [mine] }), "unknown", "kept", lost.why],
    ["several are counted", facts(classicApp, { ...old, unreadable: [mine, mine, lost] }), "unknown", "kept", `${lost.why} and 1 more`],
    [
      "another app is judged by what is readable",
      facts(classicApp, { ...old, unreadable: [{ ...lost, appName: "other" }] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "one that names no app leaves the apps of a user as they are",
      facts(classicApp, { ...old, unreadable: [lost] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "one that names an app in no list as well",
      facts(classicApp, { ...old, unreadable: [{ ...lost, appName: "gone" }] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    ["all of a space is the space's app's", facts(labApp, { ...old, unreadable: [lost] }), "unknown", "kept", lost.why],
    ["all that names no app is the JupyterServer app's", facts(server, { ...old, unreadable: [lost] }), "unknown", "kept", lost.why],
    [
      "busy is still active",
      facts(classicApp, { kernels: [kernel(0, { state: "busy" })], unreadable: [mine] }),
      "active",
      "kept",
      "kernel busy, analysis.ipynb",
    ],
    [
      "its time counts, whoever's it is",
      facts(classicApp, { ...old, unreadable: [{ ...lost, lastActivity: minutesAgo(5) }] }),
      "active",
      "kept",
      `last activity 5m ago, ${lost.why} (of an unknown app, possibly this one)`,
    ],
    [
      "no stuck kernel stops an app of which something is unreadable",
      facts(classicApp, { kernels: [kernel(300, { state: "starting" })], unreadable: [mine] }),
      "unknown",
      "kept",
      lost.why,
      { stopStuck: true },
    ],
    [
      "an app with nothing else open is not empty",
      facts(labApp, { unreadable: [lost] }, sighting({ EmptySince: minutesAgo(600) })),
      "unknown",
      "kept",
      lost.why,
    ],
    [
      "an idle kernel without time that names no app makes none unknown",
      facts(classicApp, { kernels: [kernel(300), homelessWithoutTime] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "an optional part that is missing changes no verdict",
      facts(labApp, { ...old, missing: ["the server answered 500 to /api/idle"] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
  ]);
});

describe("5. activity within the threshold keeps an app", () => {
  check([
    ["of a kernel", facts(classicApp, { kernels: [kernel(59)] }), "active", "kept", "last activity 59m ago, analysis.ipynb"],
    ["not at the threshold", facts(classicApp, { kernels: [kernel(60)] }), "idle", "planned", "last activity 1h ago, analysis.ipynb"],
    [
      "the latest counts",
      facts(classicApp, { kernels: [kernel(300), kernel(12, { id: "b", path: "b.ipynb" })] }),
      "active",
      "kept",
      "last activity 12m ago, b.ipynb",
    ],
    [
      "of a terminal",
      facts(labApp, { kernels: [kernel(300)], terminals: [terminal(30)] }),
      "active",
      "kept",
      "last activity 30m ago, terminal 1",
    ],
    [
      "of a terminal, whether or not terminals are kept",
      facts(labApp, { terminals: [terminal(30)] }),
      "active",
      "kept",
      "last activity 30m ago, terminal 1",
      { keepTerminals: false },
    ],
    ["in the future", facts(classicApp, { kernels: [kernel(-90)] }), "active", "kept", "last activity just now, analysis.ipynb"],
    [
      "at no readable time",
      facts(classicApp, { kernels: [kernel(0, { lastActivity: new Date(Number.NaN) })] }),
      "active",
      "kept",
      "last activity just now, analysis.ipynb",
    ],
    [
      "seen by the activity monitor",
      facts(labApp, { kernels: [kernel(300)], lastActive: minutesAgo(3) }),
      "active",
      "kept",
      "last activity 3m ago, activity monitor",
    ],
    ["in Code Editor", facts(editorApp, { lastActive: minutesAgo(3) }), "active", "kept", "last activity 3m ago, activity monitor"],
  ]);
});

describe("6. an open terminal keeps its app, unless terminals are not kept: then its time decides", () => {
  const old = [kernel(300)];
  check([
    [
      "an image terminal of this app",
      facts(classicApp, { kernels: old, terminals: [imageTerminal("datascience")] }),
      "active",
      "kept",
      "an image terminal is open; its last activity is unknown",
    ],
    [
      "not when terminals are not kept",
      facts(classicApp, { kernels: old, terminals: [imageTerminal("datascience")] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
      { keepTerminals: false },
    ],
    [
      "alone and not kept, it is as if nothing were open",
      facts(classicApp, { terminals: [imageTerminal("datascience")] }),
      "grace",
      "kept",
      "no kernels since just now; idle after 1h",
      { keepTerminals: false },
    ],
    [
      "not one of a sibling",
      facts(classicApp, { kernels: old, terminals: [imageTerminal("other")] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "not one of an app that is in no list",
      facts(classicApp, { kernels: old, terminals: [imageTerminal("gone")] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "one of no known app cannot be ruled out",
      facts(classicApp, { kernels: old, terminals: [imageTerminal()] }),
      "active",
      "kept",
      "an image terminal (of an unknown app, possibly this one) is open; its last activity is unknown",
    ],
    [
      "a system terminal is not a KernelGateway app's",
      facts(classicApp, { kernels: old, terminals: [untimed("1")] }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "a system terminal is the JupyterServer app's",
      facts({ ...classicApp, AppType: "JupyterServer" }, { kernels: old, terminals: [untimed("1")] }),
      "active",
      "kept",
      "terminal 1 is open; its last activity is unknown",
    ],
    [
      "one of a space, however old its last activity",
      facts(labApp, { kernels: old, terminals: [terminal(300)] }),
      "active",
      "kept",
      "terminal 1 is open; its last activity was 5h ago",
    ],
    [
      "one of a space without kernels",
      facts(labApp, { terminals: [terminal(300)] }),
      "active",
      "kept",
      "terminal 1 is open; its last activity was 5h ago",
    ],
    [
      "one of a space that has no time",
      facts(labApp, { kernels: old, terminals: [untimed("1")] }),
      "active",
      "kept",
      "terminal 1 is open; its last activity is unknown",
    ],
    [
      "several of a space",
      facts(labApp, { terminals: [terminal(300), terminal(400, { name: "2" }), untimed("3")] }),
      "active",
      "kept",
      "terminal 1 is open; its last activity was 5h ago; 2 more",
    ],
    [
      "also with a stuck kernel beside it, on request",
      facts(labApp, { kernels: [kernel(300, { state: "starting" })], terminals: [terminal(300)] }),
      "active",
      "kept",
      "terminal 1 is open; its last activity was 5h ago",
      { stopStuck: true },
    ],
    [
      "not kept, by its time",
      facts(labApp, { terminals: [terminal(200)] }),
      "idle",
      "planned",
      "last activity 3h 20m ago, terminal 1",
      { keepTerminals: false },
    ],
    [
      "not kept, by the later of its time and a kernel's",
      facts(labApp, { kernels: [kernel(90)], terminals: [terminal(200)] }),
      "idle",
      "planned",
      "last activity 1h 30m ago, analysis.ipynb",
      { keepTerminals: false },
    ],
    [
      "not kept and without a time, by the rest",
      facts(labApp, { kernels: [kernel(90)], terminals: [untimed("1")] }),
      "idle",
      "planned",
      "last activity 1h 30m ago, analysis.ipynb",
      { keepTerminals: false },
    ],
  ]);
});

describe("7. with nothing open the clock runs from our own first sighting", () => {
  check([
    ["first seen so now", facts(labApp), "grace", "kept", "no kernels since just now; idle after 1h"],
    [
      "seen so for less than the threshold",
      facts(labApp, {}, sighting({ EmptySince: minutesAgo(45) })),
      "grace",
      "kept",
      "no kernels for 45m; idle after 15m",
    ],
    ["seen so for the threshold", facts(labApp, {}, sighting({ EmptySince: minutesAgo(60) })), "idle", "planned", "no kernels for 1h"],
    [
      "an activity monitor does not stand for it",
      facts(labApp, { lastActive: minutesAgo(300) }),
      "grace",
      "kept",
      "no kernels since just now; idle after 1h",
    ],
  ]);
});

describe("8. otherwise an app is idle", () => {
  const { inspection: _, ...uninspected } = facts(classicApp, { kernels: [kernel(192)] });
  const old = { kernels: [kernel(192)] };
  check([
    [
      "unless something was closed within the threshold",
      facts(classicApp, old, sighting({ ClosedBy: minutesAgo(59) })),
      "active",
      "kept",
      "last activity 59m ago, something was closed",
    ],
    [
      "also when something was closed before",
      facts(classicApp, old, sighting({ ClosedBy: minutesAgo(60) })),
      "idle",
      "planned",
      "last activity 1h ago, something was closed",
    ],
    [
      "by its last kernel activity",
      facts(classicApp, { kernels: [kernel(192)] }),
      "idle",
      "planned",
      "last activity 3h 12m ago, analysis.ipynb",
    ],
    [
      "Code Editor by /api/idle",
      facts(editorApp, { lastActive: minutesAgo(120) }),
      "idle",
      "planned",
      "last activity 2h ago, activity monitor",
    ],
    ["but not planned before its tags are read", uninspected, "idle", "kept", "last activity 3h 12m ago, analysis.ipynb"],
    [
      "with a name on one line",
      facts(classicApp, { kernels: [kernel(192, { path: "a\nb\u001b[31m.ipynb" })] }),
      "idle",
      "planned",
      String.raw`last activity 3h 12m ago, a\nb\x1b[31m.ipynb`,
    ],
  ]);
});

describe("remote access to a space: a session cannot be seen", () => {
  const on = { remoteAccess: "on" as const };
  const idle = { kernels: [kernel(300)] };
  const unseen = {
    ...on,
    observation: { seen: false as const, why: "the server answered 503" },
    ...sighting({ FirstSeen: minutesAgo(500) }),
  };
  const reason = "remote access is on; a remote session cannot be seen";
  check([
    ["what would be idle is unknown", facts(labApp, idle, on), "unknown", "kept", reason],
    [
      "so is what has nothing open, for however long",
      facts(labApp, {}, { ...on, ...sighting({ EmptySince: minutesAgo(300) }) }),
      "unknown",
      "kept",
      reason,
    ],
    ["so is what has nothing open since just now", facts(labApp, {}, on), "unknown", "kept", reason],
    ["so is an editor whose monitor saw nothing of late", facts(editorApp, { lastActive: minutesAgo(300) }, on), "unknown", "kept", reason],
    [
      "recent activity of the monitor is active",
      facts(editorApp, { lastActive: minutesAgo(5) }, on),
      "active",
      "kept",
      "last activity 5m ago, activity monitor",
    ],
    [
      "a busy kernel is active",
      facts(labApp, { kernels: [kernel(300, { state: "busy" })] }, on),
      "active",
      "kept",
      "kernel busy for 5h, analysis.ipynb",
    ],
    [
      "an open terminal is active",
      facts(labApp, { terminals: [terminal(300)] }, on),
      "active",
      "kept",
      "terminal 1 is open; its last activity was 5h ago",
    ],
    [
      "a stuck kernel stops nothing, not even with --stop-stuck",
      facts(labApp, { kernels: [kernel(300, { state: "dead" })] }, on),
      "stuck",
      "kept",
      "kernel dead for 5h, analysis.ipynb",
      { stopStuck: true },
    ],
    [
      "no age stops what could not be observed",
      facts(labApp, {}, unseen),
      "unknown",
      "kept",
      `the server answered 503; ${reason}`,
      { maxAgeMs: hour },
    ],
    [
      "nor with --stop-remote",
      facts(labApp, {}, unseen),
      "unknown",
      "kept",
      `the server answered 503; ${reason}`,
      { maxAgeMs: hour, stopRemote: true },
    ],
    [
      "nor where a part is missing",
      facts(labApp, { kernels: [kernelWithoutTime] }, { ...on, ...sighting({ FirstSeen: minutesAgo(500) }) }),
      "unknown",
      "kept",
      `the last activity of analysis.ipynb is unknown; ${reason}`,
      { maxAgeMs: hour },
    ],
    [
      "--stop-remote judges by the rest: idle",
      facts(labApp, idle, on),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
      { stopRemote: true },
    ],
    [
      "--stop-remote judges by the rest: empty",
      facts(labApp, {}, { ...on, ...sighting({ EmptySince: minutesAgo(300) }) }),
      "idle",
      "planned",
      "no kernels for 5h",
      { stopRemote: true },
    ],
    [
      "--stop-remote judges by the rest: stuck",
      facts(labApp, { kernels: [kernel(300, { state: "dead" })] }, on),
      "stuck",
      "planned",
      "kernel dead for 5h, analysis.ipynb",
      { stopRemote: true, stopStuck: true },
    ],
    [
      "--stop-remote judges by the rest: busy",
      facts(labApp, { kernels: [kernel(300, { state: "busy" })] }, on),
      "active",
      "kept",
      "kernel busy for 5h, analysis.ipynb",
      { stopRemote: true },
    ],
    [
      "where nobody knows whether it is on, it may be",
      facts(labApp, idle, { remoteAccess: "unknown" }),
      "unknown",
      "kept",
      "it is unknown whether remote access is on",
    ],
    ["a protected app is protected", facts(labApp, idle, { ...on, excludedBy: "*/x" }), "protected", "kept", 'excluded by "*/x"'],
    ["a young app is left alone", facts(startedAgo(labApp, 5), idle, on), "grace", "kept", "started 5m ago, kept for its first 15m"],
  ]);
});

describe("a domain of SageMaker Unified Studio is left out", () => {
  const unified = { unifiedStudio: true };
  check([
    [
      "whatever is idle in it",
      facts(labApp, { kernels: [kernel(300)] }, unified),
      "skipped",
      "kept",
      "domain d-one belongs to SageMaker Unified Studio",
    ],
    [
      "whatever could not be observed in it",
      facts(labApp, {}, { ...unified, observation: { seen: false, why: "503" }, ...sighting({ FirstSeen: minutesAgo(500) }) }),
      "skipped",
      "kept",
      "domain d-one belongs to SageMaker Unified Studio",
      { maxAgeMs: hour },
    ],
    [
      "unless it is asked for",
      facts(labApp, { kernels: [kernel(300)] }, unified),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
      { unifiedStudio: true },
    ],
  ]);
});

describe("no idle time is longer than the app's own life", () => {
  const epoch = new Date(0);
  check([
    [
      "an editor's file from an earlier life counts from the start",
      facts(startedAgo(editorApp, 30), { lastActive: minutesAgo(3_000) }),
      "active",
      "kept",
      "no activity since it started 30m ago, activity monitor",
    ],
    [
      "so does an epoch time",
      facts(startedAgo(editorApp, 30), { lastActive: epoch }),
      "active",
      "kept",
      "no activity since it started 30m ago, activity monitor",
    ],
    [
      "past the threshold it is idle since its start",
      facts(startedAgo(editorApp, 90), { lastActive: epoch }),
      "idle",
      "planned",
      "no activity since it started 1h 30m ago, activity monitor",
    ],
    [
      "a kernel's time too",
      facts(startedAgo(labApp, 30), { kernels: [kernel(3_000)] }),
      "active",
      "kept",
      "no activity since it started 30m ago, analysis.ipynb",
    ],
    [
      "a terminal's time too",
      facts(startedAgo(labApp, 30), { terminals: [terminal(3_000)] }),
      "active",
      "kept",
      "no activity since it started 30m ago, terminal 1",
      { keepTerminals: false },
    ],
    [
      "a metric's time too",
      facts(startedAgo(canvasApp, 30), { lastActive: minutesAgo(3_000) }),
      "active",
      "kept",
      "no activity since it started 30m ago, metric of Canvas",
    ],
    [
      "what a run remembers of an earlier life too",
      facts(startedAgo(labApp, 30), {}, sighting({ EmptySince: minutesAgo(3_000) })),
      "grace",
      "kept",
      "no kernels for 30m; idle after 30m",
    ],
    [
      "a kernel has not been starting for longer",
      facts(startedAgo(labApp, 30), { kernels: [kernel(3_000, { state: "starting" })] }),
      "active",
      "kept",
      "kernel starting for 30m, analysis.ipynb",
      { stopStuck: true },
    ],
    [
      "the server's own start, where CreationTime is of an earlier life",
      facts(editorApp, { lastActive: minutesAgo(300), started: minutesAgo(20) }),
      "active",
      "kept",
      "no activity since it started 20m ago, activity monitor",
    ],
    [
      "a look that saw it not running, where CreationTime is of an earlier life",
      facts(editorApp, { lastActive: minutesAgo(300) }, sighting({ NotBefore: minutesAgo(20) })),
      "active",
      "kept",
      "no activity since it started 20m ago, activity monitor",
    ],
    [
      "the later of the two",
      facts(editorApp, { lastActive: minutesAgo(300), started: minutesAgo(90) }, sighting({ NotBefore: minutesAgo(20) })),
      "active",
      "kept",
      "no activity since it started 20m ago, activity monitor",
    ],
    [
      "a server that started just now is young",
      facts(labApp, { kernels: [kernel(300)], started: minutesAgo(5) }),
      "grace",
      "kept",
      "started 5m ago, kept for its first 15m",
    ],
    [
      "a start to come is just now",
      facts(labApp, { kernels: [kernel(300)], started: minutesAgo(-5) }),
      "grace",
      "kept",
      "started just now, kept for its first 15m",
    ],
    [
      "a start that is not a time is just now",
      facts(labApp, { kernels: [kernel(300)], started: new Date(Number.NaN) }),
      "grace",
      "kept",
      "started just now, kept for its first 15m",
    ],
    [
      "the start of a user's server says nothing of a KernelGateway app",
      facts(classicApp, { kernels: [kernel(300)], started: minutesAgo(5) }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "an older start of the server changes nothing",
      facts(labApp, { kernels: [kernel(300)], started: minutesAgo(9_000) }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
  ]);
});

describe("Canvas goes by its metric alone", () => {
  check([
    ["recent is active", facts(canvasApp, { lastActive: minutesAgo(10) }), "active", "kept", "last activity 10m ago, metric of Canvas"],
    ["old is idle", facts(canvasApp, { lastActive: minutesAgo(90) }), "idle", "planned", "last activity 1h 30m ago, metric of Canvas"],
    [
      "in the future is active",
      facts(canvasApp, { lastActive: minutesAgo(-5) }),
      "active",
      "kept",
      "last activity just now, metric of Canvas",
    ],
  ]);
});
