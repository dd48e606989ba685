import { describe, expect, it } from "vitest";
import { collect } from "../../../src/core/collections.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type MemoryNews, nothingRemembered } from "../../../src/core/idle/sightings.ts";
import { applySweep } from "../../../src/operations/sweep/apply.ts";
import { recorded } from "../../../src/operations/sweep/record.ts";
import { exclusively } from "../../../src/operations/sweep/scope.ts";
import { orForget, orNoReceipts, orStopNothing } from "../../../src/operations/sweep/shared-store.ts";
import type { Lock, Receipts, ReceiptsReader, SightingsStore } from "../../../src/ports/sweeps.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { appLine } from "../../core/idle/receipts.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { classic, kernel, lab, owned, server, world } from "./sweep.ts";

const idleWorld = () =>
  world(
    { apps: [server("alice"), classic("alice", "a"), classic("alice", "b"), lab("nlp")], spaces: [owned("nlp", "bob")] },
    {
      "alice JupyterServer": { kernels: [kernel("a", 120), kernel("b", 180)] },
      "space:nlp JupyterLab": { kernels: [kernel("", 240)] },
    },
  );

const shared = 'the state table "sweeps" in us-east-1';
const never = new AbortController().signal;
const throttled = () => Promise.reject(new StudioctlError("throttled", "the table is throttled", { fix: "try again later" }));
const unusable: SightingsStore = { shared, load: throttled, merge: throttled, isNew: throttled };

describe("a store that machines share and that cannot be used", () => {
  it("ends a run before it stops anything, and its error says so", async () => {
    const here = idleWorld();
    const { sightings } = orStopNothing({ sightings: unusable, lock: { acquire: throttled } });
    await expect(here.planWith({ ...here.ports, sightings })).rejects.toMatchObject({
      code: "throttled",
      message: "nothing was stopped, because a run that cannot remember must not stop anything: the table is throttled",
      fix: "try again later",
    });
  });

  it("is checked before a run reads anything", async () => {
    const checked = orStopNothing({ sightings: { ...unusable, check: throttled }, lock: { acquire: throttled } }).sightings;
    await expect(checked.check?.()).rejects.toMatchObject({ message: expect.stringContaining("nothing was stopped, because") });
  });

  it("ends a run also where only what was seen could not be saved", async () => {
    const here = idleWorld();
    const sightings = { ...unusable, load: async () => nothingRemembered, isNew: async () => false };
    await expect(here.planWith({ ...here.ports, sightings })).rejects.toMatchObject({ code: "throttled" });
  });

  it("is reported without a word of having stopped nothing, once apps were stopped", async () => {
    const here = idleWorld();
    const planned = await here.plan();
    const wrapped = orStopNothing({ sightings: unusable, lock: { acquire: throttled } }).sightings;
    const sightings = {
      ...wrapped,
      merge: async (_: string, news: MemoryNews) => (news.freeing === undefined ? await throttled() : undefined),
    };
    const report = await applySweep({ ...here.ports, sightings, sightingsAfter: unusable }, planned, here.work);
    expect(report.Summary.Stopped).toBe(3);
    expect(report.Errors).toEqual([
      expect.objectContaining({ Message: "what was observed could not be saved for the next run: the table is throttled" }),
    ]);
  });

  it("lets a plan go on, with one warning", async () => {
    const here = idleWorld();
    const sightings = orForget(unusable, (message) => void here.notes.push(message), never);
    const { report } = await here.planWith({ ...here.ports, sightings });
    expect(report.Summary.Idle).toBe(3);
    expect(here.notes).toEqual([`warning: ${shared} cannot be used, so nothing is known of earlier runs: the table is throttled`]);
  });

  it("does not hide an interruption", async () => {
    const stopped = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
    await expect(orForget(unusable, () => {}, stopped).load("x")).rejects.toMatchObject({ code: "interrupted" });
  });

  it("gives no more receipts to what goes on without them, with one warning", async () => {
    const notes: string[] = [];
    const receipts: Receipts & ReceiptsReader = {
      shared,
      append: throttled,
      async *read() {
        yield appLine();
        await throttled();
      },
    };
    const read = orNoReceipts(receipts, (message) => void notes.push(message), never).read({ since: new Date(0), groups: ["stops"] });
    expect(await collect(read)).toEqual([appLine()]);
    expect(notes).toEqual([`warning: ${shared} cannot be used, so nothing is known of earlier stops: the table is throttled`]);
  });

  it("refuses the intent to stop an app, although another record took it", async () => {
    const lines: unknown[] = [];
    const { Kind: _kind, At: _at, Run: _run, Account: _account, ...decision } = appLine();
    const asked: Receipts = { append: async (more) => void lines.push(...more) };
    const about = { DryRun: false, Version: "1.0.0", Arguments: [] };
    const ports = { kept: { shared, append: throttled }, asked, clock: fakeClock(), progress: silentProgress };
    const run = recorded(ports, about, never, async (record) => {
      await record.intend(decision);
      return { value: "stopped" };
    });
    await expect(run).rejects.toMatchObject({ message: "the intent to stop an app could not be recorded: the table is throttled" });
    expect(lines).toContainEqual(expect.objectContaining({ Kind: "intent" }));
  });
});

describe("a run that has lost its lease", () => {
  it("stops nothing more, and reports why", async () => {
    const here = idleWorld();
    const whyLost = () => (here.studio.count("deleteApp") === 0 ? undefined : "another run has taken its lease, which had expired");
    const report = await applySweep({ ...here.ports, whyLost }, await here.plan(), { ...here.work, concurrency: 1 });
    expect(here.studio.count("deleteApp")).toBe(1);
    expect(report.Summary.Stopped).toBe(1);
    expect(report.Errors).toEqual([
      expect.objectContaining({
        Code: "lock-lost",
        Message: "nothing more was stopped: another run has taken its lease, which had expired",
      }),
    ]);
  });

  it("learns of each of its leases", async () => {
    const lost = new Map<string, string>();
    const lock: Lock = { acquire: async (scope) => ({ held: true, release: async () => {}, whyLost: () => lost.get(scope) }) };
    const claim = { types: [], domains: [], users: [], spaces: [] };
    const outcome = await exclusively(lock, ["one", "two"], claim, async ({ whyLost }) => {
      const before = whyLost("one");
      lost.set("one", "it expired");
      return [before, whyLost("one"), whyLost("two")];
    });
    expect(outcome).toEqual([undefined, "it expired", undefined]);
  });
});
