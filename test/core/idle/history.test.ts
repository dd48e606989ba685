import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HistoryReader, type HistoryScope, longestSavingMs } from "../../../src/core/idle/history.ts";
import type { AppReceipt, IntentReceipt, Receipt } from "../../../src/core/idle/receipt.ts";
import { appLine, type History, hours, runLine } from "./receipts.ts";

const everything: HistoryScope = { since: hours(-24 * 365), now: hours(10), users: [], spaces: [], regions: [], domains: [] };

function historyOf(receipts: readonly Receipt[], scope: Partial<HistoryScope> = {}): History {
  const reader = new HistoryReader({ ...everything, ...scope });
  const Stops = receipts.toReversed().flatMap((receipt) => reader.add(receipt) ?? []);
  const { since: Since, now: Until } = everything;
  return { Since, Until, Stops: Stops.toReversed().toSorted((a, b) => b.At.getTime() - a.At.getTime()), ...reader.totals() };
}

const saved = (receipts: readonly Receipt[], scope: Partial<HistoryScope> = {}) =>
  historyOf(receipts, scope).Stops.map(({ UsdSaved }) => UsdSaved);
const seen = (at: number, more: Partial<AppReceipt> = {}) =>
  appLine({ At: hours(at), Run: `at ${at}`, Verdict: "active", Result: "kept", ...more });
const { HourlyUsdSaved: _saved, ...unpriced } = appLine();

/** The second line of an app that did not go. */
const late = (more: Partial<AppReceipt> = {}) => appLine({ At: hours(0.3), Result: "failed", Reason: "the app is InService", ...more });

describe("a stop saves", () => {
  it("the price of its instance until now", () => {
    expect(saved([appLine()])).toEqual([1]);
  });

  it("nothing of hours that are yet to come, or on a clock set back", () => {
    expect(saved([appLine()], { now: hours(0.5) })).toEqual([0.05]);
    expect(saved([appLine()], { now: hours(-1) })).toEqual([0]);
  });

  it("24 hours at most", () => {
    expect(saved([appLine()], { now: hours(24 * 30) })).toEqual([2.4]);
  });

  it("until a later run sees its instance running again, under any name", () => {
    expect(saved([appLine(), seen(4, { AppName: "other" }), seen(8)])).toEqual([0.4]);
    expect(saved([appLine(), seen(4, { Status: "Pending", Verdict: "skipped" })])).toEqual([0.4]);
    expect(saved([appLine(), appLine({ At: hours(4), Run: "later" })])).toEqual([0.6, 0.4]);
  });

  it("with any other app running", () => {
    const others = [
      { UserProfileName: "bob" },
      { InstanceType: "ml.t3.medium" },
      { Region: "eu-west-1" },
      { Account: "210987654321" },
      { DomainId: "d-two" },
      { Status: "Deleting" as const },
    ];
    expect(saved([appLine(), ...others.map((other) => seen(4, other))])).toEqual([1]);
  });

  it("nothing while other apps run on its instance", () => {
    expect(saved([appLine({ HourlyUsdSaved: 0 }), appLine({ AppName: "b" })])).toEqual([0, 1]);
  });

  it("the same, whichever line of a run was written first", () => {
    expect(saved([appLine({ AppName: "b" }), appLine({ HourlyUsdSaved: 0 })])).toEqual([1, 0]);
  });

  it("an unknown amount where there is no price", () => {
    const history = historyOf([unpriced, appLine({ AppName: "b" })]);
    expect(history.Stops.map(({ UsdSaved }) => UsdSaved)).toEqual([undefined, 1]);
    expect(history.Summary).toMatchObject({ Stopped: 2, UsdSaved: 1, Unpriced: 1 });
  });
});

describe("a failure", () => {
  it("is reported, and saves nothing", () => {
    const history = historyOf([appLine({ Result: "failed" })]);
    expect(history.Stops).toMatchObject([{ Result: "failed" }]);
    expect(history.Summary).toMatchObject({ Stopped: 0, Failed: 1, UsdSaved: 0 });
    expect(history.Days).toEqual([]);
  });

  it("after the delete was accepted takes the stop back", () => {
    const history = historyOf([appLine(), late()]);
    expect(history.Stops).toMatchObject([{ Result: "failed", Reason: "the app is InService" }]);
    expect(history.Stops[0]).not.toHaveProperty("UsdSaved");
  });

  it("takes back what the stop of another app on the instance saved", () => {
    const history = historyOf([appLine({ HourlyUsdSaved: 0 }), appLine({ AppName: "b" }), late()]);
    expect(history.Stops.map(({ AppName, Result, UsdSaved }) => [AppName, Result, UsdSaved])).toEqual([
      ["a", "failed", undefined],
      ["b", "stopped", 0],
    ]);
  });

  it("of a later run is another line", () => {
    expect(historyOf([appLine(), late({ Run: "second" })]).Stops.map(({ Result }) => Result)).toEqual(["failed", "stopped"]);
  });
});

const intent = (more: Partial<IntentReceipt> = {}): IntentReceipt => ({ ...appLine({ Result: "planned" }), ...more, Kind: "intent" });

describe("an intent to stop", () => {
  it("without an outcome is a stop with an unknown result, and saves nothing", () => {
    const history = historyOf([intent()]);
    expect(history.Stops).toMatchObject([
      {
        AppName: "a",
        Result: "planned",
        Reason: expect.stringMatching(/^last activity 2h ago, a.ipynb; its delete was about to be sent: .* killed/),
      },
    ]);
    expect(history.Stops[0]).not.toHaveProperty("UsdSaved");
    expect(history.Summary).toMatchObject({ Stopped: 0, Failed: 0, Unfinished: 1, UsdSaved: 0 });
  });

  it.each(["stopped", "failed", "gone", "changed", "planned"] as const)(
    "that the run's line of the app ends as %s is shown once, by that line",
    (Result) => {
      const history = historyOf([intent(), appLine({ Result })]);
      expect(history.Stops.map((stop) => stop.Result)).toEqual(Result === "stopped" || Result === "failed" ? [Result] : []);
      expect(history.Summary.Unfinished).toBe(0);
    },
  );

  it("stays open by the lines of other runs, apps and accounts", () => {
    const others: Partial<AppReceipt>[] = [{ Run: "second" }, { AppName: "b" }, { Account: "210987654321" }, { Region: "eu-west-1" }];
    for (const other of others) expect(historyOf([intent(), appLine({ Result: "gone", ...other })]).Summary.Unfinished).toBe(1);
  });

  it("is shown where it is in scope", () => {
    expect(historyOf([intent()], { users: ["bob"] }).Stops).toEqual([]);
  });
});

describe("the history", () => {
  it("is newest first, with the dollars of each day", () => {
    const history = historyOf([
      appLine(),
      appLine({ AppName: "b", UserProfileName: "bob", At: hours(1) }),
      appLine({ At: hours(-30), Run: "earlier", UserProfileName: "carla" }),
    ]);
    expect(history.Stops.map(({ UserProfileName }) => UserProfileName)).toEqual(["bob", "alice", "carla"]);
    expect(history.Days).toEqual([
      { Day: "2026-03-02", Stopped: 2, UsdSaved: 1.9 },
      { Day: "2026-03-01", Stopped: 1, UsdSaved: 2.4 },
    ]);
    expect(history.Summary).toEqual({ Stopped: 3, Failed: 0, Unfinished: 0, UsdSaved: 4.3, Unpriced: 0, Runs: 0, FailedRuns: 0 });
  });

  it("the history begins at the given time", () => {
    expect(saved([appLine({ At: hours(-2) }), appLine({ At: hours(-1), Run: "second" })], { since: hours(-1) })).toEqual([1.1]);
  });

  it("is of the users, spaces, Regions and domains named; users and spaces add up, case does not count", () => {
    const { UserProfileName: _user, ...rest } = appLine({ AppType: "JupyterLab", AppName: "default" });
    const lines = [appLine(), appLine({ UserProfileName: "bob", Region: "eu-west-1" }), { ...rest, SpaceName: "nlp", DomainId: "d-two" }];
    const owners = (scope: Partial<HistoryScope>) =>
      historyOf(lines, scope).Stops.map(({ UserProfileName, SpaceName }) => UserProfileName ?? SpaceName);
    expect(owners({ users: ["ALICE"] })).toEqual(["alice"]);
    expect(owners({ users: ["alice"], spaces: ["nlp"] })).toEqual(["alice", "nlp"]);
    expect(owners({ regions: ["eu-west-1"] })).toEqual(["bob"]);
    expect(owners({ domains: ["d-two"], users: ["bob"] })).toEqual([]);
  });

  it("counts runs, those that an error ended, and no plans", () => {
    const lines = [
      runLine(),
      runLine({ Outcome: "denied", Message: "expired" }),
      runLine({ Outcome: "busy" }),
      runLine({ Outcome: "interrupted" }),
      runLine({ DryRun: true, At: hours(3) }),
      runLine({ At: hours(2) }),
    ];
    expect(historyOf(lines).Summary).toMatchObject({ Runs: 5, FailedRuns: 1, LastRunAt: hours(2) });
  });

  it("shows every stop once and never saves more than a day of its instance, for any lines", () => {
    const line = fc.record({
      At: fc.integer({ min: -500, max: 10 }).map(hours),
      Run: fc.constantFrom("one", "two", "three"),
      AppName: fc.constantFrom("a", "b", "c"),
      Result: fc.constantFrom("stopped", "failed", "kept", "gone", "changed"),
      Status: fc.constantFrom("InService", "Deleting"),
      HourlyUsdSaved: fc.constantFrom(0, 0.1),
    });
    fc.assert(
      fc.property(fc.array(line), (some) => {
        const lines = some.map((each) => appLine(each));
        const { Stops, Summary, Days } = historyOf(lines);
        const stops = lines.filter(({ Result }) => Result === "stopped").length;
        expect(Summary.Stopped).toBeLessThanOrEqual(stops);
        expect(Summary.Stopped + Summary.Failed).toBe(Stops.length);
        expect(Stops.length).toBeGreaterThanOrEqual(stops);
        for (const { UsdSaved = 0, HourlyUsdSaved = 0 } of Stops) {
          expect(UsdSaved).toBeGreaterThanOrEqual(0);
          expect(UsdSaved).toBeLessThanOrEqual(Number((HourlyUsdSaved * (longestSavingMs / 3_600_000)).toFixed(6)));
        }
        expect(Days.reduce((sum, { UsdSaved }) => sum + UsdSaved, 0)).toBeCloseTo(Summary.UsdSaved);
      }),
    );
  });
});
