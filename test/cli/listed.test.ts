import { describe, expect, it } from "vitest";
import { registry } from "../../src/cli/commands/registry.ts";
import { listed } from "../../src/cli/listed.ts";
import { parseCommandLine } from "../../src/cli/program.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { fakeIo } from "../fakes/io.ts";
import { fakeStudio } from "../fakes/studio.ts";
import { gateway, studioctl } from "./run.ts";

const world = (...names: string[]) => ({
  studio: fakeStudio({ domains: [{ DomainId: "d-1" }], apps: names.map((name) => gateway(name)) }),
});

describe("a list as jsonl", () => {
  it("has an object a line, of those that fit, and no sum after them", async () => {
    const { code, stdout, stderr } = await studioctl("app list -d d-1 -o jsonl --status InService", world("one", "two"));
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).AppName),
    ).toEqual(["one", "two"]);
    expect([code, stderr]).toEqual([0, ""]);
  });

  it("of nothing says so on stderr, and refuses an owner that does not exist", async () => {
    expect(await studioctl("app list -d d-1 -o jsonl", world())).toMatchObject({ code: 0, stdout: "", stderr: "no apps in d-1\n" });
    expect(await studioctl("app list -d d-1 --user nobody -o jsonl", world("one"))).toMatchObject({
      code: 1,
      error: { code: "not-found" },
    });
  });

  it("holds no item back: each is written before the next is asked for", async () => {
    const io = fakeIo();
    const parsed = await parseCommandLine(["app", "list", "-o", "jsonl"], registry, "0");
    if ("help" in parsed) throw new Error("help was not asked for");
    async function* items() {
      for (let number = 0; number < 3; number += 1) {
        expect(io.written.stdout.split("\n")).toHaveLength(number + 1);
        yield { number };
      }
    }
    expect(await listed({ globals: parsed.globals, io }, items(), () => Promise.reject(new Error("not all at once")))).toEqual({
      kind: "nothing",
    });
    expect(io.written.stdout).toBe('{"number":0}\n{"number":1}\n{"number":2}\n');
  });

  it("gives a query all of it at once", async () => {
    expect((await studioctl("app list -d d-1 -o jsonl --query length(@)", world("one", "two"))).stdout).toBe("2\n");
  });

  it("keeps what was written when a later page fails, and fails", async () => {
    const { studio } = world("one");
    const broken = { ...studio, listApps: () => failing(studio.listApps({})) };
    const { code, stdout } = await studioctl("app list -d d-1 -o jsonl", { studio: broken });
    expect([code, JSON.parse(stdout).AppName]).toEqual([1, "one"]);
  });
});

async function* failing<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  yield* items;
  throw new StudioctlError("unavailable", "cannot reach SageMaker");
}
