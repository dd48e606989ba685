import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import { appeared, changeWhenStable, gone, remedy, settled } from "../../src/operations/settled.ts";
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

describe("settled", () => {
  it.each([["Pending"], ["Updating"]])("waits while it is %s", async (Status) => {
    expect(await settled(ports(), showing({ Status }, { Status }, { Status: "InService" }), waiting)).toEqual({ Status: "InService" });
  });

  it("lets what was just created be invisible for a while", async () => {
    expect(await settled(ports(), showing("nothing", "nothing", { Status: "Pending" }, { Status: "InService" }), waiting)).toEqual({
      Status: "InService",
    });
  });

  it("tells why it failed, and what to do", async () => {
    const failing = settled(ports(), showing({ Status: "Pending" }, { Status: "Failed", FailureReason: "no subnet" }), waiting);
    await expect(failing).rejects.toMatchObject({ code: "failed", message: "space d-1/nlp is Failed", why: "no subnet", fix: "try again" });
  });

  it("gives up in time", async () => {
    await expect(settled(ports(), showing({ Status: "Updating" }), waiting)).rejects.toMatchObject({ code: "timeout" });
  });
});

it("what never appears is not found", async () => {
  await expect(appeared(ports(), showing("nothing"))).rejects.toMatchObject({ code: "not-found" });
});

describe("gone", () => {
  it("waits until there is nothing", async () => {
    await expect(gone(ports(), showing({ Status: "Deleting" }, { Status: "Deleting" }, "nothing"), waiting)).resolves.toBeUndefined();
  });

  it("tells why it stayed", async () => {
    const staying = gone(ports(), showing({ Status: "Deleting" }, { Status: "Delete_Failed", FailureReason: "volume in use" }), waiting);
    await expect(staying).rejects.toMatchObject({
      code: "failed",
      message: "space d-1/nlp was not deleted: it is Delete_Failed",
      why: "volume in use",
    });
  });
});

const busy = () =>
  new StudioctlError("not-ready", "cannot update it: another change of it is under way", { why: "it is in Updating status" });

describe("changing what takes one change at a time", () => {
  it("waits until another change is through, and hands over what that left", async () => {
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
    await expect(late).rejects.toMatchObject({ code: "timeout", why: "another change of it goes on; nothing was written" });
  });

  it.each([[{ Status: "Updating" }], [{ Status: "InService" }]])(
    "without waiting is tried once, and names --no-wait where it meets another: %o",
    async (seen) => {
      const once = changeWhenStable(ports(), showing(seen), undefined, async () => {
        throw busy();
      });
      await expect(once).rejects.toMatchObject({
        code: "not-ready",
        message: "space d-1/nlp is being changed already",
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
