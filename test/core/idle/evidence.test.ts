import { expect, it } from "vitest";
import { decideOne } from "../../../src/core/idle/decide.ts";
import type { AppFacts } from "../../../src/core/idle/facts.ts";
import { defaultPolicy } from "../../../src/core/idle/policy.ts";
import { canvasApp, classicApp, editorApp, facts, inspected, kernel, labApp, minutesAgo, now, terminal } from "./facts.ts";

const evidence = (given: AppFacts) => decideOne(given, defaultPolicy, now).Evidence;

it("the evidence names every kernel and terminal with its state and time", () => {
  expect(evidence(facts(labApp, { kernels: [kernel(3, { state: "busy" })], terminals: [terminal(4), { name: "2" }] })).slice(0, 3)).toEqual(
    [
      { Source: "jupyter", LastActivity: minutesAgo(3), Detail: "kernel busy, analysis.ipynb" },
      { Source: "jupyter", LastActivity: minutesAgo(4), Detail: "terminal 1" },
      { Source: "jupyter", Detail: "terminal 2, last activity unknown" },
    ],
  );
});

it("the evidence names each unreadable or missing optional part, with its owner", () => {
  const unreadable = [
    { why: "/api/kernels lists a kernel without id" },
    { why: "/api/sessions lists a kernel without execution_state", appName: "datascience", lastActivity: minutesAgo(70) },
  ];
  const given = facts(classicApp, { kernels: [kernel(90)], unreadable, missing: ["the server answered 500 to /sagemaker/api/apps"] });
  expect(evidence(given).slice(1, 4)).toEqual([
    { Source: "jupyter", Detail: "/api/kernels lists a kernel without id (of an unknown app, possibly this one), unreadable" },
    { Source: "jupyter", LastActivity: minutesAgo(70), Detail: "/api/sessions lists a kernel without execution_state, unreadable" },
    { Source: "jupyter", Detail: "the server answered 500 to /sagemaker/api/apps" },
  ]);
});

it("the evidence shows the fifty most relevant of thousands of items, and how many more there are", () => {
  const many = Array.from({ length: 2_000 }, (_, place) => kernel(500 + place, { id: `k${place}`, path: `${place}.ipynb` }));
  const busy = kernel(5_000, { id: "busy", state: "busy", path: "train.ipynb" });
  const given = evidence(facts(labApp, { kernels: [...many, busy], terminals: [{ name: "1" }] })).filter(
    ({ Source }) => Source === "jupyter",
  );
  expect(given).toHaveLength(51);
  expect(given.map(({ Detail }) => Detail)).toEqual(
    expect.arrayContaining([
      "kernel busy, train.ipynb",
      "kernel idle, 0.ipynb",
      "kernel idle, 47.ipynb",
      "1952 more kernels and terminals",
    ]),
  );
  expect(given.map(({ Detail }) => Detail)).not.toContain("kernel idle, 48.ipynb");
});

it("an unobserved app has the reason in its evidence", () => {
  const unseen = { observation: { seen: false as const, why: "it answered a page" } };
  expect(evidence(facts(labApp, {}, unseen))).toContainEqual({ Source: "jupyter", Detail: "it answered a page" });
  expect(evidence(facts(editorApp, {}, unseen))).toContainEqual({ Source: "activity-monitor", Detail: "it answered a page" });
});

it("the evidence says that remote access to the space is on", () => {
  expect(evidence(facts(labApp, {}, { remoteAccess: "on" }))).toContainEqual({ Source: "list-spaces", Detail: "remote access is on" });
  expect(evidence(facts(labApp)).filter(({ Source }) => Source === "list-spaces")).toEqual([]);
});

it("the evidence shows since when nothing has been open", () => {
  const sighting = {
    CreationTime: labApp.CreationTime,
    Running: true,
    FirstSeen: minutesAgo(90),
    LastSeen: minutesAgo(5),
    EmptySince: minutesAgo(80),
  };
  expect(evidence(facts(labApp, {}, { sighting }))).toContainEqual({
    Source: "sighting",
    LastActivity: minutesAgo(80),
    Detail: "no kernels since then",
  });
});

it("the evidence shows by when something was closed", () => {
  const sighting = {
    CreationTime: labApp.CreationTime,
    Running: true,
    FirstSeen: minutesAgo(90),
    LastSeen: minutesAgo(5),
    ClosedBy: minutesAgo(80),
  };
  const closed = { Source: "sighting", LastActivity: minutesAgo(80), Detail: "something that had been open was closed by then" };
  expect(evidence(facts(labApp, { kernels: [kernel(200)] }, { sighting }))).toContainEqual(closed);
  expect(evidence(facts(labApp, {}, { sighting }))).not.toContainEqual(closed);
});

it("an activity monitor is trusted on activity only", () => {
  expect(evidence(facts(labApp, { lastActive: minutesAgo(90) }))).toContainEqual({
    Source: "activity-monitor",
    LastActivity: minutesAgo(90),
    Detail: "proves activity then, not idleness since",
  });
});

it("Canvas shows its activity from CloudWatch, and nothing else", () => {
  const { inspection: _, ...given } = facts(canvasApp, { lastActive: minutesAgo(90) });
  expect(evidence(given)).toEqual([
    { Source: "cloudwatch", LastActivity: minutesAgo(90), Detail: "last activity in Canvas, by its metric" },
  ]);
  expect(evidence({ ...given, observation: { seen: false, why: "no data" } })).toEqual([{ Source: "cloudwatch", Detail: "no data" }]);
});

it.each([
  ["equal to the health check", minutesAgo(2), minutesAgo(2), "the time of the last health check: no signal"],
  ["recent", minutesAgo(2), minutesAgo(1), "recent, which health checks can cause: no signal"],
  ["old", minutesAgo(200), minutesAgo(1), "old: weak evidence, never enough alone"],
])("the time of DescribeApp is read when it is %s", (_, LastUserActivityTimestamp, LastHealthCheckTimestamp, Detail) => {
  const inspection = inspected({ ...classicApp, LastUserActivityTimestamp, LastHealthCheckTimestamp } as typeof classicApp);
  const decision = decideOne(facts(classicApp, {}, { inspection }), defaultPolicy, now);
  expect(decision.Evidence).toContainEqual({ Source: "describe-app", LastActivity: LastUserActivityTimestamp, Detail });
  expect(decision.Verdict).toBe("grace");
});

it("the evidence says when DescribeApp has no time", () => {
  expect(evidence(facts(classicApp))).toContainEqual({ Source: "describe-app", Detail: "no time of user activity" });
});

it("idle seconds count from the last activity", () => {
  expect(decideOne(facts(classicApp, { kernels: [kernel(90)] }), defaultPolicy, now).IdleSeconds).toBe(5_400);
  expect(decideOne(facts(classicApp, { kernels: [kernel(90, { state: "busy" })] }), defaultPolicy, now)).not.toHaveProperty("IdleSeconds");
});
