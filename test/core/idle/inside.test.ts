import { describe, expect, it } from "vitest";
import type { AppFacts, Beacon, Inside, Sighting, Visit } from "../../../src/core/idle/facts.ts";
import { decideOne, lookWouldDecide, hangsOnBeacon, needsLook } from "../../../src/core/idle/decide.ts";
import { earliestStop } from "../../../src/core/idle/earliest-stop.ts";
import { type Policy, defaultPolicy } from "../../../src/core/idle/policy.ts";
import type { Verdict } from "../../../src/core/idle/report.ts";
import type { InsideWork } from "../../../src/core/inside/work.ts";
import { classicApp, editorApp, facts, kernel, labApp, minutesAgo, now, terminal } from "./facts.ts";

const hour = 3_600_000;
const script: InsideWork = { what: "terminal 2 runs train.py", since: minutesAgo(180), kind: "program" };
const look = (work: readonly InsideWork[] = [], more: object = {}): { inside: Inside } => ({
  inside: { seen: true, at: now, work, complete: true, ...more },
});
const failed = { inside: { seen: false, why: "no terminal could be opened" } } as const;
const report = (lastMinutes: number, more: Partial<Beacon> = {}): { beacon: Beacon } => ({
  beacon: { state: "fresh", at: minutesAgo(4), lastActivity: minutesAgo(lastMinutes), active: [], complete: true, version: 1, ...more },
});
const visited = (minutes: number, more: Partial<Visit> = {}) => ({
  visits: { seen: true as const, visits: [{ at: minutesAgo(minutes), kind: "session" as const, ...more }] },
});
const remembered = (more: Partial<Sighting>): { sighting: Sighting } => ({
  sighting: { CreationTime: labApp.CreationTime, Running: true, FirstSeen: minutesAgo(500), LastSeen: minutesAgo(15), ...more },
});
const quietFor = (minutes: number) => remembered({ QuietSince: minutesAgo(minutes), LookedAt: minutesAgo(15) });
const sso = { observation: { seen: false, why: "its domain signs in by IAM Identity Center" } } as const;
const lacking = { observation: { seen: false, why: "denied", ours: true } } as const;
const trust: Partial<Policy> = { trustBeacons: true };
const looking: Partial<Policy> = { lookInside: true };

/** A JupyterLab with a kernel that has been idle for so long. */
const lab = (more: Partial<AppFacts> = {}, kernels = [kernel(300)]) => facts(labApp, { kernels }, more);
const withTerminal = (more: Partial<AppFacts> = {}) => facts(labApp, { kernels: [kernel(300)], terminals: [terminal(200)] }, more);
const remote = { remoteAccess: "on" } as const;

const overdue = (more: Partial<AppFacts> = {}) => lab(more, [kernel(300, { state: "busy" })]);
const looks = (given: AppFacts, policy: Partial<Policy> = looking) => needsLook(given, { ...defaultPolicy, ...policy }, now);
const reads = (given: AppFacts, policy: Partial<Policy> = trust) => hangsOnBeacon(given, { ...defaultPolicy, ...policy }, now);

const wouldDecide = (given: AppFacts, policy: Partial<Policy> = {}) => lookWouldDecide(given, { ...defaultPolicy, ...policy }, now);
const shown = (given: AppFacts, policy: Partial<Policy> = {}) =>
  decideOne(given, { ...defaultPolicy, ...policy }, now)
    .Evidence.filter(({ Source }) => Source === "inside" || Source === "beacon" || Source === "cloudtrail")
    .map(({ Source, Detail }) => `${Source}: ${Detail}`);
const stop = (given: AppFacts, policy: Partial<Policy> = {}) => earliestStop(given, { ...defaultPolicy, ...policy }, now);

type Row = [rule: string, facts: AppFacts, verdict: Verdict, result: "planned" | "kept", reason: string, policy?: Partial<Policy>];

function check(rows: Row[]): void {
  it.each(rows)("%s", (_, given, verdict, result, reason, policy = {}) => {
    expect(decideOne(given, { ...defaultPolicy, ...policy }, now)).toMatchObject({ Verdict: verdict, Result: result, Reason: reason });
  });
}

describe("a look inside", () => {
  const connection: InsideWork = { what: "an ssh session is connected", since: minutesAgo(5), kind: "connection" };
  check([
    [
      "that finds a program keeps the app with its name and since when",
      lab(look([script])),
      "active",
      "kept",
      "terminal 2 runs train.py for 3h",
    ],
    [
      "that finds several things names the first",
      lab(look([script, connection])),
      "active",
      "kept",
      "terminal 2 runs train.py for 3h and 1 more",
    ],
    [
      "that finds something without a time names it",
      lab(look([{ what: "a GPU is 90% busy", kind: "gpu" }])),
      "active",
      "kept",
      "a GPU is 90% busy",
    ],
    [
      "wins over any idle report",
      lab({ ...look([connection]), ...report(300) }),
      "active",
      "kept",
      "an ssh session is connected for 5m",
      trust,
    ],
    [
      "that finds work wins though it could not see everything",
      lab(look([script], { complete: false })),
      "active",
      "kept",
      "terminal 2 runs train.py for 3h",
    ],
    ["that finds nothing leaves an idle app idle", lab(look()), "idle", "planned", "last activity 5h ago, analysis.ipynb"],
    [
      "that finds nothing, again and again for the threshold, clears an open terminal",
      withTerminal({ ...look(), ...quietFor(61) }),
      "idle",
      "planned",
      "last activity 3h 20m ago, terminal 1",
    ],
    [
      "that finds nothing, again and again for the threshold, clears remote access",
      lab({ ...look(), ...remote, ...quietFor(61) }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "clears it though the list of spaces could not be read",
      lab({ ...look(), remoteAccess: "unknown", ...quietFor(61) }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "that finds nothing for the first time starts the clock of an open terminal: what ended before left no time",
      withTerminal(look()),
      "grace",
      "kept",
      "nothing at work inside since just now; idle after 1h",
    ],
    [
      "that finds nothing for the first time starts the clock of remote access",
      lab({ ...look(), ...remote }),
      "grace",
      "kept",
      "nothing at work inside since just now; idle after 1h",
    ],
    [
      "goes on counting from the first that found nothing",
      lab({ ...look(), ...remote, ...quietFor(20) }),
      "grace",
      "kept",
      "nothing at work inside for 20m; idle after 40m",
    ],
    [
      "needs no clock where terminals are not kept",
      withTerminal(look()),
      "idle",
      "planned",
      "last activity 3h 20m ago, terminal 1",
      { keepTerminals: false },
    ],
    [
      "needs no clock with a trusted report, which knows the time before",
      withTerminal({ ...look(), ...report(180) }),
      "idle",
      "planned",
      "last activity 3h ago, reported by its beacon",
      trust,
    ],
    [
      "does not hide a terminal that was active within the threshold",
      facts(labApp, { terminals: [terminal(20)] }, { ...look(), ...quietFor(90) }),
      "active",
      "kept",
      "last activity 20m ago, terminal 1",
    ],
    [
      "keeps the app for the threshold after what it found has ended",
      lab({ ...look(), ...remembered({ WorkedBy: minutesAgo(30) }) }),
      "active",
      "kept",
      "last activity 30m ago, something at work inside",
    ],
    [
      "shows when somebody was last active",
      lab(look([], { lastActive: minutesAgo(10) })),
      "active",
      "kept",
      "last activity 10m ago, seen inside its container",
    ],
    ["that failed makes the app unknown", lab(failed), "unknown", "kept", "no terminal could be opened"],
    [
      "that failed makes it unknown at any age",
      lab({ ...failed, ...remembered({ FirstSeen: minutesAgo(9_000) }) }),
      "unknown",
      "kept",
      "no terminal could be opened",
      { maxAgeMs: hour },
    ],
    [
      "that failed makes it unknown whatever its beacon reports",
      lab({ ...failed, ...report(300) }),
      "unknown",
      "kept",
      "no terminal could be opened",
      trust,
    ],
    [
      "that failed does not hide a busy kernel",
      lab(failed, [kernel(0, { state: "busy" })]),
      "active",
      "kept",
      "kernel busy, analysis.ipynb",
    ],
    ["that failed makes an app with an open terminal unknown", withTerminal(failed), "unknown", "kept", "no terminal could be opened"],
    [
      "that could not see everything and found nothing makes it unknown",
      lab(look([], { complete: false, notSeen: ["gpu", "CPU use"] })),
      "unknown",
      "kept",
      "a look inside its container did not see gpu, CPU use",
    ],
    [
      "that was made before the observation may have been overtaken",
      lab(look([], { at: minutesAgo(20) })),
      "unknown",
      "kept",
      "the look inside its container is older than the observation of its server",
    ],
  ]);
});

describe("a beacon's report", () => {
  check([
    [
      "keeps the app with what is active, trusted or not",
      lab(report(0, { active: ["ssh session", "train.py"] })),
      "active",
      "kept",
      "ssh session and 1 more, reported by its beacon 4m ago",
    ],
    [
      "keeps an app of an SSO domain",
      facts(labApp, {}, { ...sso, ...report(0, { active: ["train.py"] }) }),
      "active",
      "kept",
      "train.py, reported by its beacon 4m ago",
    ],
    [
      "of activity within the threshold keeps the app",
      facts(labApp, {}, { ...sso, ...report(40) }),
      "active",
      "kept",
      "last activity 40m ago, reported by its beacon",
    ],
    [
      "lets an app of an SSO domain stop if it is trusted",
      facts(labApp, {}, { ...sso, ...report(180) }),
      "idle",
      "planned",
      "last activity 3h ago, reported by its beacon",
      trust,
    ],
    [
      "lets a Code Editor of an SSO domain stop if it is trusted",
      facts(editorApp, {}, { ...sso, ...report(180) }),
      "idle",
      "planned",
      "last activity 3h ago, reported by its beacon",
      trust,
    ],
    [
      "lets a Code Editor without idle file stop if it is trusted",
      facts(editorApp, {}, report(180)),
      "idle",
      "planned",
      "last activity 3h ago, reported by its beacon",
      trust,
    ],
    [
      "does not let it stop otherwise",
      facts(labApp, {}, { ...sso, ...report(180) }),
      "unknown",
      "kept",
      "its domain signs in by IAM Identity Center; its beacon reports no activity for 3h, which counts only with --trust-beacons",
    ],
    [
      "clears an open terminal if it is trusted",
      withTerminal(report(300)),
      "idle",
      "planned",
      "last activity 3h 20m ago, terminal 1",
      trust,
    ],
    [
      "does not clear it otherwise",
      withTerminal(report(300)),
      "active",
      "kept",
      "terminal 1 is open; its last activity was 3h 20m ago; its beacon reports no activity for 5h, which counts only with --trust-beacons",
    ],
    [
      "clears remote access if it is trusted",
      lab({ ...remote, ...report(300) }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
      trust,
    ],
    [
      "gives an empty app the time of its last activity if it is trusted",
      facts(labApp, {}, report(90)),
      "idle",
      "planned",
      "last activity 1h 30m ago, reported by its beacon",
      trust,
    ],
    [
      "does not win over something that was closed after it",
      facts(labApp, {}, { ...report(90), ...remembered({ EmptySince: minutesAgo(1), ClosedBy: minutesAgo(1) }) }),
      "active",
      "kept",
      "last activity 1m ago, something was closed",
      trust,
    ],
    [
      "does not win over a call of our own that failed",
      facts(labApp, {}, { ...lacking, ...report(300) }),
      "unknown",
      "kept",
      "denied",
      trust,
    ],
    [
      "that saw only a part cannot let an app stop",
      facts(labApp, {}, { ...sso, ...report(300, { complete: false }) }),
      "unknown",
      "kept",
      "its domain signs in by IAM Identity Center; its beacon could not see everything",
      trust,
    ],
    [
      "that is stale counts as absent, and the reason says so",
      facts(labApp, {}, { ...sso, ...report(300, { state: "stale", at: minutesAgo(90) }) }),
      "unknown",
      "kept",
      "its domain signs in by IAM Identity Center; the report of its beacon of 1h 30m ago is stale",
      trust,
    ],
    [
      "that is stale does not keep an idle app, and the reason says so",
      lab(report(0, { state: "stale", at: minutesAgo(90), active: ["train.py"] })),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb; the report of its beacon of 1h 30m ago is stale",
    ],
    [
      "that is malformed counts as absent, and the reason says so",
      lab({ beacon: { state: "malformed", active: [] } }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb; the report of its beacon is malformed",
    ],
    [
      "from before the app started is stale",
      facts({ ...labApp, CreationTime: minutesAgo(90) }, {}, { ...sso, ...report(500, { at: minutesAgo(91) }) }),
      "unknown",
      "kept",
      "its domain signs in by IAM Identity Center; the report of its beacon of 1h 31m ago is stale",
      trust,
    ],
    [
      "on an app of Studio Classic is not a beacon's",
      facts(classicApp, { kernels: [kernel(300)] }, report(0, { active: ["x"] })),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "counts at most since the app started",
      facts({ ...labApp, CreationTime: minutesAgo(30) }, {}, { ...sso, ...report(500) }),
      "active",
      "kept",
      "no activity since it started 30m ago, reported by its beacon",
      trust,
    ],
  ]);
});

describe("a recorded connection", () => {
  check([
    ["within the threshold keeps the app", lab(visited(20)), "active", "kept", "last activity 20m ago, a remote session began"],
    [
      "is a reason to keep also in an SSO domain",
      facts(labApp, {}, { ...sso, ...visited(20) }),
      "active",
      "kept",
      "last activity 20m ago, a remote session began",
    ],
    ["may last for hours", lab(visited(180, { by: "alice" })), "unknown", "kept", "a remote session that began 3h ago, by alice may last"],
    [
      "may last whatever --stop-remote says",
      lab({ ...visited(180), ...remote }),
      "unknown",
      "kept",
      "a remote session that began 3h ago may last",
      { stopRemote: true },
    ],
    [
      "of more than 12 hours ago has ended",
      facts({ ...labApp, CreationTime: minutesAgo(9_000) }, { kernels: [kernel(300)] }, visited(721)),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "from before the app started is not one to it",
      facts({ ...labApp, CreationTime: minutesAgo(100) }, { kernels: [kernel(300)] }, visited(101)),
      "idle",
      "planned",
      "no activity since it started 1h 40m ago, analysis.ipynb",
    ],
    [
      "by a presigned URL lasts only as the server shows",
      lab(visited(180, { kind: "sign-in" })),
      "idle",
      "planned",
      "last activity 3h ago, a presigned URL was made",
    ],
    [
      "has ended if looks have found nothing for the threshold",
      lab({ ...visited(180), ...look(), ...quietFor(61) }),
      "idle",
      "planned",
      "last activity 3h ago, a remote session began",
    ],
    [
      "has ended if a trusted report from later says so",
      lab({ ...visited(180), ...report(90) }),
      "idle",
      "planned",
      "last activity 1h 30m ago, reported by its beacon",
      trust,
    ],
    [
      "has not ended because an earlier report did not see it",
      lab({ ...visited(3, { kind: "session" }), ...report(300) }),
      "active",
      "kept",
      "last activity 3m ago, a remote session began",
      trust,
    ],
    [
      "that could not be read changes nothing",
      lab({ visits: { seen: false, why: "not allowed" } }),
      "idle",
      "planned",
      "last activity 5h ago, analysis.ipynb",
    ],
    [
      "is never a reason to stop",
      facts(labApp, {}, { ...sso, ...visited(1_000) }),
      "unknown",
      "kept",
      "its domain signs in by IAM Identity Center",
    ],
  ]);
});

describe("a kernel that is busy without a message for longer than --max-busy", () => {
  const asked: Partial<Policy> = { maxBusyMs: hour, stopStuck: true };
  const doubt = "kernel busy for 5h without a message, analysis.ipynb; it may be dead or busy without output";
  const sure = "kernel busy for 5h without a message, analysis.ipynb; nothing uses CPU or GPU";
  check([
    ["is kept without a look or report", overdue(), "stuck", "kept", doubt, asked],
    ["stops with --stop-stuck if a look shows nothing at work", overdue(look()), "stuck", "planned", sure, asked],
    [
      "stops with --stop-stuck if a trusted report shows nothing at work",
      overdue(report(300)),
      "stuck",
      "planned",
      sure,
      { ...asked, ...trust },
    ],
    [
      "is kept if the report is not trusted",
      overdue(report(300)),
      "stuck",
      "kept",
      `${doubt}; its beacon reports no activity for 5h, which counts only with --trust-beacons`,
      asked,
    ],
    ["is kept without --stop-stuck", overdue(look()), "stuck", "kept", sure, { maxBusyMs: hour }],
    [
      "is kept if a look finds it using CPU",
      overdue(look([{ what: "python of a kernel uses 99% of a core", kind: "kernel" }])),
      "active",
      "kept",
      "python of a kernel uses 99% of a core",
      asked,
    ],
    [
      "stops though the container's own Jupyter lists it as busy",
      overdue(look([{ what: "kernel 0a1b2c3d is busy", kind: "kernel" }])),
      "stuck",
      "planned",
      sure,
      asked,
    ],
    [
      "stops though a trusted report lists it as busy",
      overdue(report(0, { active: ["kernel 0a1b2c3d is busy"] })),
      "stuck",
      "planned",
      sure,
      { ...asked, ...trust },
    ],
    [
      "is kept if a trusted report lists another kernel as busy",
      overdue(report(0, { active: ["kernel 0a1b2c3d is busy", "kernel ffffffff is busy"] })),
      "active",
      "kept",
      "kernel ffffffff is busy, reported by its beacon 4m ago",
      { ...asked, ...trust },
    ],
    [
      "is kept with remote access though a trusted report lists only it: the report does not say since when nobody is connected",
      overdue({ ...report(0, { active: ["kernel 0a1b2c3d is busy"] }), ...remote }),
      "stuck",
      "kept",
      sure,
      { ...asked, ...trust },
    ],
    ["is kept if the look failed", overdue(failed), "unknown", "kept", "no terminal could be opened", asked],
    [
      "in a space with remote access stops only after looks have found nothing for the threshold",
      overdue({ ...look(), ...remote }),
      "stuck",
      "kept",
      sure,
      asked,
    ],
  ]);
});

describe("which apps need a look inside", () => {
  it.each<[string, AppFacts, boolean]>([
    ["one that is about to stop", lab(), true],
    ["one that only an open terminal keeps", withTerminal(), true],
    ["one that only remote access keeps", lab(remote), true],
    ["one that only a recorded session keeps", lab(visited(180)), true],
    ["one whose last look was long ago", withTerminal(quietFor(20)), true],
    [
      "one that an earlier look keeps: what it found may have ended",
      lab(remembered({ WorkedBy: minutesAgo(15), LookedAt: minutesAgo(15) })),
      true,
    ],
    ["one that was looked into for the plan", lab(look()), true],
    ["not one with a busy kernel", lab(remote, [kernel(0, { state: "busy" })]), false],
    ["not one that was active within the threshold", lab(remote, [kernel(20)]), false],
    ["not one that a tag protects", lab({ excludedBy: "*" }), false],
    ["not one in its grace period", facts({ ...labApp, CreationTime: minutesAgo(5) }), false],
    ["not one whose server does not answer", facts(labApp, {}, sso), false],
    ["not a Code Editor, which has no terminals", facts(editorApp, { lastActive: minutesAgo(300) }), false],
    ["not an app of Studio Classic", facts(classicApp, { kernels: [kernel(300)] }), false],
  ])("%s", (_, given, expected) => {
    expect(looks(given)).toBe(expected);
  });

  it("none without --look-inside", () => {
    expect(looks(withTerminal(), {})).toBe(false);
  });

  it("are those in which one would have decided, where it is off and the app stays", () => {
    expect([withTerminal(), lab(remote), lab(), lab({}, [kernel(20)])].map((given) => wouldDecide(given))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(wouldDecide(withTerminal(), looking)).toBe(false);
  });
});

describe("which apps need the report of their beacon, though they do not stop", () => {
  it.each<[string, AppFacts, boolean]>([
    ["one of an SSO domain", facts(labApp, {}, sso), true],
    ["a Code Editor without idle file", facts(editorApp), true],
    ["one that an open terminal keeps", withTerminal(), true],
    ["one that remote access keeps", lab(remote), true],
    [
      "one that an earlier report keeps: what it named may have ended",
      facts(labApp, {}, { ...sso, ...remembered({ WorkedBy: minutesAgo(15) }) }),
      true,
    ],
    ["not one that stops anyway: its tags are read", lab(), false],
    ["not one that was active within the threshold", lab(remote, [kernel(20)]), false],
    ["not one of Studio Classic", facts(classicApp, {}, sso), false],
    ["not one for which a call of our own failed", facts(labApp, {}, lacking), false],
  ])("%s", (_, given, expected) => {
    expect(reads(given)).toBe(expected);
  });

  it("none without --trust-beacons", () => {
    expect(reads(facts(labApp, {}, sso), {})).toBe(false);
  });
});

describe("the evidence", () => {
  it("lists what a look found, or that it found nothing, or why it failed", () => {
    expect(shown(lab(look([script])))).toEqual(["inside: terminal 2 runs train.py, for 3h"]);
    expect(shown(lab(look()))).toEqual(["inside: no program, connection or busy processor of its user"]);
    expect(shown(lab(failed))).toEqual(["inside: no terminal could be opened"]);
    expect(shown(lab(look([], { complete: false, notSeen: ["gpu"] })))).toEqual(["inside: not seen: gpu"]);
  });

  it("lists a report with its worth", () => {
    expect(shown(lab(report(90)))).toEqual(["beacon: reported 4m ago: nothing active; can only keep the app"]);
    expect(shown(lab(report(0, { active: ["a", "b"] })), trust)).toEqual(["beacon: reported 4m ago: active: a, b"]);
    expect(shown(lab(report(0, { state: "stale", at: minutesAgo(60) })), trust)).toEqual([
      "beacon: reported 1h ago: nothing active; stale: ignored",
    ]);
    expect(shown(lab({ beacon: { state: "malformed", active: [] } }))).toEqual(["beacon: malformed report: ignored"]);
  });

  it("lists recorded connections, at most twenty", () => {
    const visits = Array.from({ length: 25 }, (_, index) => ({
      at: minutesAgo(100 + index),
      kind: "session" as const,
      by: `user ${index}`,
    }));
    const listed = shown(lab({ visits: { seen: true, visits } }));
    expect(listed).toHaveLength(21);
    expect([listed[0], listed[20]]).toEqual(["cloudtrail: a remote session began, by user 0", "cloudtrail: 5 more"]);
  });

  it("shows control characters in names from a container as text", () => {
    expect(shown(lab(look([{ what: "terminal 1 runs \u001b[2J", kind: "program" }]))).join()).not.toMatch(/\p{Cc}/u);
  });
});

describe("the earliest stop", () => {
  it.each<[string, AppFacts, number, Partial<Policy>?]>([
    ["comes when looks have found nothing for the threshold", withTerminal({ ...look(), ...quietFor(20) }), 40],
    [
      "comes when something that ran inside has ended for the threshold",
      lab({ ...look(), ...remembered({ WorkedBy: minutesAgo(30) }) }),
      30,
    ],
    ["comes at the threshold after the last activity that a report gives", facts(labApp, {}, { ...sso, ...report(40) }), 20, trust],
    ["comes when a session cannot last any longer", lab(visited(180)), 540],
    ["comes at the threshold after a sign-in", lab(visited(10, { kind: "sign-in" })), 50],
  ])("%s", (_, given, minutes, policy) => {
    expect(stop(given, policy)).toEqual({ at: minutesAgo(-minutes) });
  });

  it("does not come while a look finds work", () => {
    expect(stop(lab(look([script])))).toEqual({ keptBecause: "terminal 2 runs train.py for 3h" });
  });
});
