import { describe, expect, it } from "vitest";
import { concurrently, sharedBound } from "../../src/operations/concurrently.ts";
import { silentProgress } from "../../src/ports/progress.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a shared bound", () => {
  it("holds over all parties together", async () => {
    const bound = sharedBound(3);
    let now = 0;
    let most = 0;
    const step = async () => {
      now += 1;
      most = Math.max(most, now);
      await turn();
      now -= 1;
    };
    const of = (party: string) =>
      concurrently(Array.from({ length: 20 }), "steps", { concurrency: 10, progress: silentProgress, gate: bound(party) }, step);
    await Promise.all(["a", "b", "c"].map(of));
    expect([most, now]).toEqual([3, 0]);
  });

  it("lets no party take the places of another: the one with the least in progress is next", async () => {
    const bound = sharedBound(4);
    const slow = bound("slow");
    const quick = bound("quick");
    const stuck: (() => void)[] = [];
    const waits = Array.from({ length: 10 }, () => slow(() => new Promise<void>((resolve) => void stuck.push(resolve))));
    await turn();
    expect(stuck).toHaveLength(4);
    const done: number[] = [];
    const quicks = Array.from({ length: 6 }, (_, index) => quick(async () => void done.push(index)));
    stuck.shift()?.();
    await Promise.all(quicks);
    expect([done.length, stuck.length]).toEqual([6, 4]);
    while (stuck.length > 0) {
      stuck.shift()?.();
      // oxlint-disable-next-line no-await-in-loop -- one after another is the point
      await turn();
    }
    await Promise.all(waits);
  });

  it("gives a place back after a failure", async () => {
    const gate = sharedBound(1)("a");
    await expect(gate(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
    await expect(gate(async () => "yes")).resolves.toBe("yes");
  });
});
