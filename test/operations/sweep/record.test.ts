import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import type { Receipt } from "../../../src/core/idle/receipt.ts";
import type { SweepReport } from "../../../src/core/idle/report.ts";
import { type Ended, type RunRecord, recorded } from "../../../src/operations/sweep/record.ts";
import type { Receipts } from "../../../src/ports/sweeps.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { appLine } from "../../core/idle/receipts.ts";

const start = new Date("2026-03-02T12:00:00Z");
const later = new Date("2026-03-02T12:01:00Z");
const about = { DryRun: false, Version: "1.0.0", Arguments: ["auto-shutdown", "run", "--yes"] };
const place = { Account: "123456789012", Regions: ["us-east-1"] };
const { Kind: _kind, At: _at, Run: _run, Account: _account, ...decision } = appLine();
const report: SweepReport = {
  StartedAt: start,
  FinishedAt: later,
  IdleThresholdSeconds: 3_600,
  DryRun: false,
  Decisions: [decision],
  Summary: { Evaluated: 1, Idle: 1, Stopped: 1, Failed: 0, Kept: 0, Unknown: 0, HourlyUsdSaved: 0.1 },
};

/** Records a run of a minute in two places, of which the second may be full. */
async function record(
  work: (record: RunRecord) => Promise<Ended<string>>,
  { full = "none", signal = new AbortController().signal }: { readonly full?: "none" | "one" | "all"; readonly signal?: AbortSignal } = {},
) {
  const clock = fakeClock(start);
  const lines: [Receipt[], Receipt[]] = [[], []];
  const notes: string[] = [];
  const durable: boolean[] = [];
  const places: Receipts[] = lines.map((list, i) => ({
    append: async (more, how) => {
      if (full === "all" || (full === "one" && i === 1)) throw new StudioctlError("failed", "the disk is full");
      list.push(...more);
      if (i === 0) durable.push(how?.durable === true);
    },
  }));
  const progress = { update() {}, note: (text: string) => void notes.push(text) };
  const outcome = await recorded({ kept: places[0], asked: places[1], clock, progress }, about, signal, async (run) => {
    clock.advance(60_000);
    return work(run);
  }).catch((error: unknown) => error);
  return { lines: lines[0], durable, others: lines[1], notes, outcome };
}

const intend = async (run: RunRecord): Promise<Ended<string>> => {
  await run.intend(decision);
  return { report, value: "shown" };
};

describe("a run on the record", () => {
  it("has a line of each decision and one of its own, everywhere it is recorded", async () => {
    const { lines, others, outcome } = await record(async (run) => {
      run.locate(place);
      await run.add([decision]);
      return { report, value: "shown" };
    });
    expect(outcome).toEqual({ value: "shown", isWhole: true });
    const [app, run] = lines;
    expect(app).toEqual({ Kind: "app", At: later, Run: run?.Run, Account: "123456789012", AccountId: "123456789012", ...decision });
    expect(run).toEqual({
      Kind: "run",
      At: later,
      Run: expect.stringMatching(/^\w+$/),
      StartedAt: start,
      ...place,
      AccountId: "123456789012",
      ...about,
      Outcome: "done",
      Summary: report.Summary,
    });
    expect(others).toEqual(lines);
  });

  it("has, over several accounts, the account of each app in its line and all of them in its own", async () => {
    const { lines } = await record(async (run) => {
      run.locate({ AccountIds: ["111122223333", "222233334444"], Regions: ["us-east-1"] });
      await run.intend({ ...decision, AccountId: "222233334444" });
      await run.add([{ ...decision, AccountId: "222233334444" }]);
      return { report, value: "" };
    });
    const account = { Account: "222233334444", AccountId: "222233334444" };
    expect(lines).toMatchObject([
      { Kind: "intent", ...account },
      { Kind: "app", ...account },
      { AccountIds: ["111122223333", "222233334444"] },
    ]);
    expect(lines[2]).not.toHaveProperty("Account");
  });

  it("has the Regions that failed", async () => {
    const Errors = [{ Region: "eu-west-1", Code: "denied", Message: "not allowed" }];
    expect((await record(async () => ({ report: { ...report, Errors }, value: "" }))).lines).toMatchObject([{ Outcome: "done", Errors }]);
  });

  it.each([
    [
      "expired credentials",
      new StudioctlError("no-credentials", "the token has expired"),
      { Outcome: "no-credentials", Message: "the token has expired" },
    ],
    ["a no at the prompt", new StudioctlError("declined", "declined: nothing was changed"), { Outcome: "declined" }],
    [
      "what nobody foresaw, whose words may be secret",
      new TypeError("https://signed/?token=1"),
      { Outcome: "failed", Message: "an unexpected TypeError" },
    ],
  ])("ended by %s says so, without counts", async (_, error, line) => {
    const { lines, outcome } = await record(() => Promise.reject(error));
    expect(outcome).toBe(error);
    expect(lines).toMatchObject([line]);
    expect(lines[0]).not.toHaveProperty("Summary");
    expect(lines[0]).not.toHaveProperty("Account");
  });

  it("whose credentials ran out midway says so, with what was done", async () => {
    const Errors = [{ Region: "us-east-1", Code: "no-credentials", Message: "the token has expired" }];
    const { lines } = await record(async () => ({ report: { ...report, Errors }, value: "" }));
    expect(lines).toMatchObject([{ Outcome: "no-credentials", Message: "the token has expired", Summary: { Stopped: 1 } }]);
  });

  it("that was interrupted says so, with what was done", async () => {
    const { lines } = await record(async () => ({ report, value: "" }), { signal: AbortSignal.abort() });
    expect(lines).toMatchObject([{ Outcome: "interrupted", Summary: { Stopped: 1 } }]);
  });

  it("that found another at work says so", async () => {
    expect((await record(async () => ({ value: "" }))).lines).toMatchObject([{ Outcome: "busy" }]);
  });

  it("has the intent of each stop, synced to disk, before anything else of it", async () => {
    const { lines, durable } = await record(async (run) => {
      run.locate(place);
      await run.intend(decision);
      await run.add([decision]);
      return { report, value: "" };
    });
    expect(lines.map(({ Kind }) => Kind)).toEqual(["intent", "app", "run"]);
    expect(lines[0]).toEqual({
      Kind: "intent",
      At: later,
      Run: lines[2]?.Run,
      Account: "123456789012",
      AccountId: "123456789012",
      ...decision,
    });
    expect(durable).toEqual([true, false, false]);
  });

  it("has an intent recorded where one place takes it, and refuses it where none does", async () => {
    expect((await record(intend, { full: "one" })).outcome).toEqual({ value: "shown", isWhole: false });
    expect((await record(intend, { full: "all" })).outcome).toMatchObject({
      code: "failed",
      message: "the intent to stop an app could not be recorded: the disk is full; the disk is full",
    });
  });

  it("whose intents could not be recorded has failed", async () => {
    const Errors = [{ Region: "us-east-1", Code: "unrecorded", Message: "the disk is full" }];
    expect((await record(async () => ({ report: { ...report, Errors }, value: "" }))).lines).toMatchObject([
      { Outcome: "failed", Message: "the disk is full" },
    ]);
  });

  it("continues where a place is full, with one warning, and is recorded in the other; the one that was requested is then incomplete", async () => {
    const { lines, notes, outcome } = await record(
      async (run) => {
        await run.add([decision]);
        return { report, value: "shown" };
      },
      { full: "one" },
    );
    expect(outcome).toEqual({ value: "shown", isWhole: false });
    expect(lines).toHaveLength(2);
    expect(notes).toEqual(["warning: this run could not be recorded: the disk is full"]);
  });
});
