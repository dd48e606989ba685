import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import { changeWhenStable, remedy, untilAll, untilDeleted, untilStable, untilVisible, waitFor } from "../../src/operations/waiters.ts";
import { silentProgress } from "../../src/ports/progress.ts";
import { fakeClock } from "../fakes/clock.ts";

interface Seen {
  readonly Status: string;
  readonly FailureReason?: string;
}

/** Something that shows one status after another, the last for ever; `nothing` is not found. */
function showing(...seen: (Seen | "nothing")[]) {
  let at = 0;
  const read = async (): Promise<Seen> => {
    const now = seen[Math.min(at, seen.length - 1)];
    at += 1;
    if (now === undefined || now === "nothing") throw new StudioctlError("not-found", "no such space");
    return now;
  };
  return { what: "space d-1/nlp", read, fix: () => "try again" };
}

const ports = () => ({ clock: fakeClock(), progress: silentProgress });
const waiting = { timeoutMs: 60_000 };

describe("waiting until something is stable", () => {
  it.each([["Pending"], ["Updating"]])("waits while it is %s", async (Status) => {
    expect(await untilStable(ports(), showing({ Status }, { Status }, { Status: "InService" }), waiting)).toEqual({ Status: "InService" });
  });

  it("lets what was just created be invisible for a while", async () => {
    expect(await untilStable(ports(), showing("nothing", "nothing", { Status: "Pending" }, { Status: "InService" }), waiting)).toEqual({
      Status: "InService",
    });
  });

  it("says why it failed, and what to do", async () => {
    const failing = untilStable(ports(), showing({ Status: "Pending" }, { Status: "Failed", FailureReason: "no subnet" }), waiting);
    await expect(failing).rejects.toMatchObject({ code: "failed", message: "space d-1/nlp is Failed", why: "no subnet", fix: "try again" });
  });

  it("does not take what is gone for invisible once the lag is over", async () => {
    const clock = fakeClock();
    const seen = ["Updating", "Updating", "Updating", "Updating", "Updating", "Updating", "Updating"].map((Status) => ({ Status }));
    const watched = untilStable({ clock, progress: silentProgress }, showing(...seen, "nothing"), { timeoutMs: 600_000 });
    await expect(watched).rejects.toMatchObject({ code: "not-found" });
    expect(clock.sleeps.reduce((sum, each) => sum + each, 0)).toBeLessThan(60_000);
  });

  it("a wait ends at its time limit", async () => {
    await expect(untilStable(ports(), showing({ Status: "Updating" }), waiting)).rejects.toMatchObject({ code: "timeout" });
  });
});

it("what never appears is not found", async () => {
  await expect(untilVisible(ports(), showing("nothing"))).rejects.toMatchObject({ code: "not-found" });
});

describe("waiting until something is deleted", () => {
  it("a wait for a deletion ends when the resource is not found", async () => {
    await expect(
      untilDeleted(ports(), showing({ Status: "Deleting" }, { Status: "Deleting" }, "nothing"), waiting),
    ).resolves.toBeUndefined();
  });

  it("ends at a status that counts as deleted", async () => {
    const ended = untilDeleted(ports(), showing({ Status: "Deleting" }, { Status: "Deleted" }), waiting, ["Deleted"]);
    await expect(ended).resolves.toBeUndefined();
  });

  it("says why it was not deleted", async () => {
    const staying = untilDeleted(
      ports(),
      showing({ Status: "Deleting" }, { Status: "Delete_Failed", FailureReason: "volume in use" }),
      waiting,
    );
    await expect(staying).rejects.toMatchObject({
      code: "failed",
      message: "space d-1/nlp was not deleted: it is Delete_Failed",
      why: "volume in use",
    });
  });
});

const busy = () =>
  new StudioctlError("not-ready", "cannot update it: another change of it is in progress", { why: "it is in Updating status" });

describe("changing what takes one change at a time", () => {
  it("waits until another change is through, and returns the state after it", async () => {
    const given: Seen[] = [];
    const watched = showing({ Status: "Updating" }, { Status: "Update_Failed", FailureReason: "theirs" });
    expect(await changeWhenStable(ports(), watched, waiting, async (seen) => (given.push(seen), "done"))).toBe("done");
    expect(given).toEqual([{ Status: "Update_Failed", FailureReason: "theirs" }]);
  });

  it("is done again where the service answers that another change began in between", async () => {
    const refusals = [busy(), busy()];
    const done = await changeWhenStable(ports(), showing({ Status: "InService" }), waiting, async () => {
      const refusal = refusals.pop();
      if (refusal !== undefined) throw refusal;
      return "third time";
    });
    expect(done).toBe("third time");
  });

  it("says that nothing was written where the other change does not end in time", async () => {
    const late = changeWhenStable(ports(), showing({ Status: "Updating" }), waiting, async () => "never");
    await expect(late).rejects.toMatchObject({ code: "timeout", why: "another change of it is in progress; nothing was written" });
  });

  it.each([[{ Status: "Updating" }], [{ Status: "InService" }]])(
    "without waiting is tried once, and names --no-wait where it meets another: %o",
    async (seen) => {
      const once = changeWhenStable(ports(), showing(seen), undefined, async () => {
        throw busy();
      });
      await expect(once).rejects.toMatchObject({
        code: "not-ready",
        message: "another change of space d-1/nlp is in progress",
        fix: expect.stringContaining("without --no-wait"),
      });
    },
  );

  it("leaves any other refusal as it is", async () => {
    const refused = changeWhenStable(ports(), showing({ Status: "InService" }), waiting, async () => {
      throw new StudioctlError("in-use", "apps are running in it");
    });
    await expect(refused).rejects.toMatchObject({ code: "in-use" });
  });
});

describe("the fix for a change that failed", () => {
  const fix = remedy({ describe: "studioctl domain describe d-1", remove: "studioctl domain delete d-1" });

  it.each([["Failed"], ["CREATE_FAILED"]])("is to delete what was never made: %s", (status) =>
    expect(fix(status)).toContain("studioctl domain delete d-1"),
  );

  it.each([["Update_Failed"], ["UPDATE_FAILED"], ["Delete_Failed"], ["Deleting"]])("is never to delete what has users: %s", (status) => {
    expect(fix(status)).not.toMatch(/delete/);
    expect(fix(status)).toContain("studioctl domain describe d-1");
  });
});

describe("every wait", () => {
  it("checks at once, then after growing pauses of half a second to five seconds", async () => {
    const clock = fakeClock();
    let checked = 0;
    await waitFor(clock, "it", { timeoutMs: 600_000 }, async () => (++checked === 12 ? "there" : undefined));
    expect(clock.sleeps).toHaveLength(11);
    expect(clock.sleeps[0]).toBe(500);
    expect(clock.sleeps).toEqual(clock.sleeps.toSorted((a, b) => a - b));
    expect(clock.sleeps.at(-1)).toBe(5_000);
  });

  it("gives up when the time is up, says what it waited for, and checks a last time then", async () => {
    const clock = fakeClock();
    const start = clock.now().getTime();
    const checked: number[] = [];
    const late = waitFor(
      clock,
      "the app to be InService",
      { timeoutMs: 90_000 },
      async () => void checked.push(clock.now().getTime() - start),
    );
    await expect(late).rejects.toMatchObject({
      code: "timeout",
      message: "gave up waiting for the app to be InService after 1m 30s",
      why: "the change was accepted and continues",
      fix: expect.stringContaining("--timeout"),
    });
    expect(checked.at(-1)).toBe(90_000);
  });

  it.each([
    ["between two checks", false],
    ["within a check", true],
  ])("that is interrupted %s ends without another check, and says what continues", async (_when, isWithin) => {
    const stop = new AbortController();
    let checked = 0;
    const waited = waitFor(fakeClock(), "it", { timeoutMs: 90_000, signal: stop.signal }, async () => {
      if (++checked < 2) return undefined;
      stop.abort(new StudioctlError("interrupted", "interrupted"));
      if (isWithin) stop.signal.throwIfAborted();
      return undefined;
    });
    await expect(waited).rejects.toMatchObject({ code: "interrupted", why: "the change was accepted and continues" });
    expect(checked).toBe(2);
  });

  it("ends with the reason of its signal where the signal has one", async () => {
    const reason = new StudioctlError("interrupted", "interrupted", { why: "the output was closed" });
    await expect(waitFor(fakeClock(), "it", { timeoutMs: 1, signal: AbortSignal.abort(reason) }, async () => "there")).rejects.toBe(reason);
  });

  it("a wait fails if a check fails", async () => {
    const denied = new StudioctlError("denied", "not allowed");
    await expect(waitFor(fakeClock(), "it", { timeoutMs: 1 }, () => Promise.reject(denied))).rejects.toBe(denied);
  });
});

/** Waits for a and b, which the lists show one after another; the last stays. */
async function untilBothEnd(lists: readonly (Readonly<Record<string, string>> | StudioctlError)[], signal?: AbortSignal) {
  let listed = 0;
  const asked: string[][] = [];
  const ends = await untilAll<string, string, string>(
    ports(),
    {
      what: "both to end",
      items: new Map([
        ["a", "a"],
        ["b", "b"],
      ]),
      async list(pending) {
        asked.push([...pending]);
        const now = lists[Math.min(listed++, lists.length - 1)] ?? {};
        if (now instanceof StudioctlError) throw now;
        return Object.entries(now);
      },
      endOf: (_item, seen) => (seen === "on" ? undefined : (seen ?? "absent")),
      unseen: (why, timedOut) => `${timedOut ? "late" : "lost"}: ${why}`,
      progress: (left) => [`${left} left`],
    },
    { ...waiting, signal },
  );
  return { ends: Object.fromEntries(ends), asked };
}

describe("waiting for many", () => {
  it("asks in one list for those that are left, until none is", async () => {
    expect(await untilBothEnd([{ a: "on", b: "on" }, { a: "done", b: "on" }, {}])).toEqual({
      ends: { a: "done", b: "absent" },
      asked: [["a", "b"], ["a", "b"], ["b"]],
    });
  });

  it.each(["throttled", "unavailable", "timeout"] as const)("skips a list that is %s", async (code) => {
    const { ends } = await untilBothEnd([new StudioctlError(code, "a moment's failure"), { a: "done", b: "done" }]);
    expect(ends).toEqual({ a: "done", b: "done" });
  });

  it("that takes too long, or that may not be read, is the end of those that are left", async () => {
    expect((await untilBothEnd([{ a: "done", b: "on" }])).ends).toEqual({
      a: "done",
      b: "late: gave up waiting for both to end after 1m",
    });
    expect((await untilBothEnd([{ a: "done", b: "on" }, new StudioctlError("denied", "not allowed")])).ends).toEqual({
      a: "done",
      b: "lost: not allowed",
    });
  });

  it("reports nothing about those that are left when it is interrupted", async () => {
    expect((await untilBothEnd([{}], AbortSignal.abort(new StudioctlError("interrupted", "interrupted")))).ends).toEqual({});
  });
});
