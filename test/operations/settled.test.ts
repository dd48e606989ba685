import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import { appeared, gone, settled } from "../../src/operations/settled.ts";
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
  return { what: "space d-1/nlp", read, fix: "try again" };
}

const ports = () => ({ clock: fakeClock(), progress: silentProgress });
const waiting = { timeoutMs: 60_000 };

describe("settled", () => {
  it.each([["Pending"], ["Updating"]])("waits while it is %s", async (Status) => {
    expect(await settled(ports(), showing({ Status }, { Status }, { Status: "InService" }), waiting)).toEqual({ Status: "InService" });
  });

  it("lets what was just created be invisible for a while", async () => {
    expect(await settled(ports(), showing("nothing", "nothing", { Status: "Pending" }, { Status: "InService" }), waiting)).toEqual({ Status: "InService" });
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
    await expect(staying).rejects.toMatchObject({ code: "failed", message: "space d-1/nlp was not deleted: it is Delete_Failed", why: "volume in use" });
  });
});
