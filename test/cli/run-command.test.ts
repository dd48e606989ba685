import { expect, it } from "vitest";
import { defineCommand } from "../../src/cli/command.ts";
import { type Context, createContext } from "../../src/cli/context.ts";
import type { Result } from "../../src/cli/result.ts";
import { runCommand } from "../../src/cli/run-command.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { outputClosed } from "../../src/ports/io.ts";
import { fakeIo } from "../fakes/io.ts";

/** Runs `thing try` with this body; `order` says what was written when. */
async function tried(run: (context: Context, stop: AbortController) => Promise<Result>, words = "thing try", ownFailure?: 255) {
  const io = fakeIo({ terminal: true, plain: true });
  const stop = new AbortController();
  const order: string[] = [];
  const told = (name: "stdout" | "stderr") => ({
    ...io[name],
    write: async (text: Parameters<typeof io.stdout.write>[0]) => {
      order.push((typeof text === "string" ? text : text.text).trim());
      await io[name].write(text);
    },
  });
  const command = defineCommand({
    name: "thing try",
    summary: "Try",
    examples: [],
    ...(ownFailure && { ownFailure }),
    run: async ({ context }) => await run(context, stop),
  });
  const streams = { ...io, stdout: told("stdout"), stderr: told("stderr") };
  const argv = words.split(" ");
  const ended = await runCommand(argv, {
    commandList: { thing: { summary: "Things", verbs: { try: async () => command } } },
    version: "0",
    io: streams,
    signal: stop.signal,
    open: ({ globals }) => {
      const context = createContext({ globals, io: streams, env: { SHELL: "/bin/sh" }, argv, signal: stop.signal });
      return { ...context, close: async () => (order.push("closed"), await context.close()) };
    },
  });
  return { ...ended, ...io.written, order: order.filter((each, at) => each !== "closed" || !order.slice(0, at).includes("closed")) };
}

const text = (result: string): Result => ({ kind: "text", text: result });

it("a command is run, closed and presented in this order, and what was chosen meanwhile is shown last", async () => {
  const { code, order } = await tried(async ({ answers }) => (answers.push("--domain", "d-1"), text("done\n")));
  expect([code, order]).toEqual([0, ["closed", "done", "# studioctl thing try --domain d-1"]]);
});

it("an error is reported after the line that says what was chosen, and after closing", async () => {
  const { code, order, error } = await tried(async ({ answers }) => {
    answers.push("--domain", "d-1");
    throw new StudioctlError("denied", "not allowed");
  });
  expect([code, order, error?.code]).toEqual([4, ["closed", "# studioctl thing try --domain d-1", "error: not allowed"], "denied"]);
});

it("an error has the form of the results", async () => {
  const { stderr } = await tried(() => Promise.reject(new StudioctlError("denied", "not allowed")), "thing try -o jsonl");
  expect(stderr).toBe('{"Error":{"Code":"denied","Message":"not allowed"}}\n');
});

it("an error on the command line is reported before anything is opened", async () => {
  const { code, order } = await tried(async () => text(""), "thing tri");
  expect([code, order]).toEqual([2, [expect.stringMatching(/^error: .*"tri"/)]]);
});

const without = (exitCode: number | undefined) =>
  tried(async (context) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the context adds to it as lists are read
    (context.leftOut as Map<string, string>).set("an item", "us-east-1");
    return { ...text(""), ...(exitCode !== undefined && { exitCode }) };
  });

it("a list that is without an item ends with 3, unless the command ends with another code", async () => {
  expect([(await without(undefined)).code, (await without(6)).code]).toEqual([3, 6]);
});

const failing = (code: "denied" | "interrupted") => tried(() => Promise.reject(new StudioctlError(code, "no")), "thing try", 255);

it("a failure of its own ends a command with its own code, an interruption never", async () => {
  expect([(await failing("denied")).code, (await failing("interrupted")).code]).toEqual([255, 130]);
});

it("a failure of its own is a usage error, too", async () => {
  expect((await tried(async () => text(""), "thing try --nonsense", 255)).code).toBe(255);
  expect((await tried(async () => text(""), "thing try too-much", 255)).code).toBe(255);
  expect((await tried(async () => text(""), "thing try --nonsense")).code).toBe(2);
});

it("words after -- are those of another command: they change nothing of how an error is shown", async () => {
  const { stderr } = await tried(async () => text(""), "thing try -- tool --debug -o json", 255);
  expect(stderr).toMatch(/^error: .+\n(fix: .+\n)?$/);
});

it("what ends by Ctrl-C, and well, leaves the next prompt on a line of its own", async () => {
  const { code, stderr } = await tried(async (_context, stop) => (stop.abort(new StudioctlError("interrupted", "interrupted")), text("")));
  expect([code, stderr]).toEqual([0, "\n"]);
});

it("a reader that closes the output ends it quietly with 0, whatever fails for it", async () => {
  const { code, stderr, error } = await tried(async (_context, stop) => {
    stop.abort(outputClosed);
    throw outputClosed;
  });
  expect([code, stderr, error]).toEqual([0, "", undefined]);
});
