import { describe, expect, it } from "vitest";
import { commandList } from "../../../src/cli/commands/command-list.ts";
import { parseCommandLine } from "../../../src/cli/program.ts";
import { errorMembers, failureLines, listed } from "../../../src/cli/views/failures.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { distinctFailures } from "../../../src/core/failures.ts";
import { fakeIo } from "../../fakes/io.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, studioctl } from "../run.ts";

const denied = (target: string) => ({
  target,
  error: new StudioctlError("denied", `not allowed to delete ${target}`, {
    why: "no identity-based policy allows it",
    fix: "ask for sagemaker:DeleteApp",
  }),
});
const busy = (target: string) => ({ target, error: new StudioctlError("throttled", "throttled", { why: "Rate exceeded" }) });
const bare = (target: string) => ({ target, error: new StudioctlError("failed", "it failed") });

it("each distinct failure is kept once, with all its targets, in the order of the first", () => {
  expect(distinctFailures([denied("a"), { target: "fine" }, busy("b"), denied("c")])).toEqual([
    {
      Code: "denied",
      Message: "not allowed to delete a",
      Why: "no identity-based policy allows it",
      Fix: "ask for sagemaker:DeleteApp",
      Targets: ["a", "c"],
    },
    { Code: "throttled", Message: "throttled", Why: "Rate exceeded", Targets: ["b"] },
  ]);
});

it("a failure is shown once under a table, and not where a reason already says it", () => {
  expect(failureLines([denied("a"), denied("b"), denied("c"), denied("d"), denied("e"), bare("f"), busy("g")])).toEqual([
    "failed: a, b, c and 2 more\n  why: no identity-based policy allows it\n  fix: ask for sagemaker:DeleteApp",
    "failed: g\n  why: Rate exceeded",
  ]);
});

it("a failure is explained once in a JSON list too, by the first row that it hit; the others keep code and message", () => {
  const errors = [denied("a"), undefined, denied("b"), busy("c"), bare("d")].map((each) => each?.error);
  expect(errorMembers(errors)).toEqual([
    {
      Error: {
        Code: "denied",
        Message: "not allowed to delete a",
        Why: "no identity-based policy allows it",
        Fix: "ask for sagemaker:DeleteApp",
      },
    },
    {},
    { Error: { Code: "denied", Message: "not allowed to delete b" } },
    { Error: { Code: "throttled", Message: "throttled", Why: "Rate exceeded" } },
    { Error: { Code: "failed", Message: "it failed" } },
  ]);
});

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
    const parsed = await parseCommandLine(["app", "list", "-o", "jsonl"], commandList, "0");
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
