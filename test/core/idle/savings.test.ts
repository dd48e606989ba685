import { describe, expect, it } from "vitest";
import type { Decision } from "../../../src/core/idle/report.ts";
import { instancesFreed, limitStops, summarize, withPrice } from "../../../src/core/idle/savings.ts";
import { appLine } from "./receipts.ts";

const stopped = (AppName: string, more: Partial<Decision> = {}): Decision => ({
  DomainId: "d-one",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Region: "us-east-1",
  InstanceType: "ml.t3.medium",
  Status: "InService",
  Verdict: "idle",
  Result: "stopped",
  Reason: "idle",
  Evidence: [],
  HourlyUsd: 0.05,
  ...more,
});
const kept = (AppName: string, more: Partial<Decision> = {}) => stopped(AppName, { Verdict: "active", Result: "kept", ...more });
const planned = (name: string, HourlyUsd: number, IdleSeconds: number) => stopped(name, { Result: "planned", HourlyUsd, IdleSeconds });
const saved = (decisions: readonly Decision[]) => summarize(decisions, false).HourlyUsdSaved;

describe("what is saved", () => {
  it("counts an instance once, however many of its apps stop", () => {
    expect(saved([stopped("a"), stopped("b"), stopped("c")])).toBe(0.05);
  });

  it("is nothing while an app stays on the instance", () => {
    expect(saved([stopped("a"), kept("b")])).toBe(0);
    expect(saved([stopped("a"), kept("b", { Status: "Pending", Verdict: "skipped" })])).toBe(0);
    expect(saved([stopped("a"), stopped("b", { Result: "failed" })])).toBe(0);
  });

  it("counts apps that leave by themselves as gone", () => {
    expect(
      saved([stopped("a"), kept("b", { Status: "Deleting" }), kept("c", { Status: "Failed" }), stopped("d", { Result: "gone" })]),
    ).toBe(0.05);
    expect(saved([stopped("a", { Result: "gone" })])).toBe(0);
  });

  it("separates owners, domains, Regions and instance types, and ignores the case of owners", () => {
    expect(saved([stopped("a"), kept("b", { UserProfileName: "bob" })])).toBe(0.05);
    expect(saved([stopped("a"), stopped("b", { InstanceType: "ml.m5.large", HourlyUsd: 0.115 })])).toBe(0.165);
    expect(saved([stopped("a"), stopped("a", { DomainId: "d-two" }), stopped("a", { Region: "eu-west-1" })])).toBe(0.15);
    expect(saved([stopped("a"), kept("b", { UserProfileName: "Alice" })])).toBe(0);
  });

  it("gives every app of a space its own instance", () => {
    const { UserProfileName: _, ...lab } = stopped("default", { AppType: "JupyterLab", SpaceName: "nlp" });
    expect(saved([lab, { ...lab, SpaceName: "cv" }])).toBe(0.1);
  });

  it("gives no figure where no price is known, and the known ones where some are", () => {
    const { HourlyUsd: _, ...unpriced } = stopped("a", { UserProfileName: "bob" });
    expect(saved([unpriced])).toBeUndefined();
    expect(saved([unpriced, stopped("b")])).toBe(0.05);
    expect(saved([])).toBe(0);
  });

  it("is in a plan what would be", () => {
    expect(summarize([stopped("a", { Result: "planned" })], true)).toMatchObject({ Stopped: 0, HourlyUsdSaved: 0.05 });
  });
});

it("the summary counts verdicts and results", () => {
  const decisions = [
    stopped("a"),
    stopped("b", { Result: "failed" }),
    stopped("c", { Result: "changed", Verdict: "active" }),
    stopped("d", { Result: "kept", Verdict: "unknown" }),
    stopped("e", { Result: "gone" }),
  ];
  expect(summarize(decisions, false)).toMatchObject({ Evaluated: 5, Idle: 3, Stopped: 1, Failed: 1, Kept: 2, Unknown: 1 });
});

describe("a limit of stops", () => {
  const decisions = [planned("cheap", 0.05, 9_000), planned("short", 1, 4_000), planned("long", 1, 8_000), kept("busy")];

  it("keeps the dearest and longest idle ones planned, and says so of the others", () => {
    expect(limitStops(decisions, 2).map(({ AppName, Result, Reason }) => [AppName, Result, Reason])).toEqual([
      ["cheap", "kept", "idle; kept, because one run stops at most 2"],
      ["short", "planned", "idle"],
      ["long", "planned", "idle"],
      ["busy", "kept", "idle"],
    ]);
    expect(limitStops(decisions, 1).filter(({ Result }) => Result === "planned")).toEqual([decisions[2]]);
  });

  it("there is no limit of stops by default", () => {
    expect(limitStops(decisions, undefined)).toEqual(decisions);
  });
});

it("an app is priced by its Region, type and instance, without guesses", () => {
  const { HourlyUsd: _, ...bare } = stopped("a");
  const prices = { hourlyUsd: (...known: string[]) => (known.join() === "us-east-1,KernelGateway,ml.t3.medium" ? 0.05 : undefined) };
  expect(withPrice(bare, prices).HourlyUsd).toBe(0.05);
  expect(withPrice({ ...bare, InstanceType: "ml.x" }, prices)).not.toHaveProperty("HourlyUsd");
  const { InstanceType: _type, ...untyped } = bare;
  expect(withPrice(untyped, prices)).not.toHaveProperty("HourlyUsd");
});

const a = appLine();
const b = appLine({ AppName: "b" });

it("the last app on an instance frees it, in any order", () => {
  const freed = instancesFreed([a, b]);
  expect([freed(b), freed(a)]).toEqual([0, 0.1]);
});

it("an instance is freed although apps that hold no instance remain", () => {
  const freed = instancesFreed([a, appLine({ AppName: "b", Status: "Deleting" }), appLine({ AppName: "c", Status: "Failed" })]);
  expect(freed(a)).toBe(0.1);
});

it("an instance is not freed while an app on it is starting", () => {
  expect(instancesFreed([a, appLine({ AppName: "b", Status: "Pending" })])(a)).toBe(0);
});

it("owners and instance types have separate instances", () => {
  const freed = instancesFreed([a, appLine({ UserProfileName: "bob" }), appLine({ AppName: "b", InstanceType: "ml.g5.xlarge" })]);
  expect(freed(a)).toBe(0.1);
});

it("an app without a price frees an unknown amount", () => {
  const { HourlyUsd: _price, ...unpriced } = a;
  expect(instancesFreed([unpriced])(unpriced)).toBeUndefined();
});
