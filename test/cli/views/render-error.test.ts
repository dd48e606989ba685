import { expect, it } from "vitest";
import { exitCodeOf, failureExitCode } from "../../../src/cli/exit-codes.ts";
import { asStudioctlError, errorDocument, errorLines, errorText } from "../../../src/cli/views/render-error.ts";
import { type ErrorCode, StudioctlError } from "../../../src/core/errors.ts";
import { fakeIo } from "../../fakes/io.ts";

it.each<[number, ErrorCode[]]>([
  [
    1,
    ["failed", "not-found", "in-use", "not-ready", "limit-exceeded", "throttled", "invalid", "classic-closed", "unavailable", "malformed"],
  ],
  [2, ["usage"]],
  [3, ["partly-failed"]],
  [4, ["denied", "no-credentials"]],
  [5, ["declined"]],
  [124, ["timeout"]],
  [130, ["interrupted"]],
])("the exit code is %d for %j", (exit, codes) => {
  expect(codes.map(exitCodeOf)).toEqual(codes.map(() => exit));
});

it("a command that passes on a remote exit code exits with 255 for every failure of its own but an interruption", () => {
  expect((["usage", "denied", "timeout", "failed"] as const).map((code) => failureExitCode(code, 255))).toEqual([255, 255, 255, 255]);
  expect(failureExitCode("interrupted", 255)).toBe(130);
  expect(failureExitCode("usage", undefined)).toBe(2);
});

it("an error is a line, with why and fix where they are known", () => {
  const { stderr } = fakeIo();
  expect(errorLines(new StudioctlError("failed", "it failed"), stderr)).toEqual(["error: it failed"]);
  expect(errorLines(new StudioctlError("failed", "it failed", { why: "no luck", fix: "try again" }), stderr)).toEqual([
    "error: it failed",
    "why: no luck",
    "fix: try again",
  ]);
});

it("an error fits the terminal it is written to", () => {
  const error = new StudioctlError("failed", "it failed", { why: "a reason that takes more than a line here" });
  expect(errorText(error, "table", fakeIo({ terminal: true, columns: 30 }).stderr)).toBe(
    "error: it failed\nwhy: a reason that takes more\n     than a line here\n",
  );
});

it("an error as JSON has the service's code where there is one, and only what is known", () => {
  const details = { why: "no luck", fix: "try again", serviceCode: "ResourceInUse", requestId: "r-1" };
  expect(errorDocument(new StudioctlError("in-use", "it is in use", details))).toEqual({
    Error: { Code: "ResourceInUse", Message: "it is in use", Why: "no luck", Fix: "try again", RequestId: "r-1" },
  });
  expect(errorDocument(new StudioctlError("usage", "not so"))).toEqual({ Error: { Code: "usage", Message: "not so" } });
});

it.each([new TypeError("x is not a function"), "x is not a function"])(
  "what was not foreseen fails, says so and how to report it",
  (thrown) => {
    const error = asStudioctlError(thrown);
    expect(error).toMatchObject({ code: "failed", message: "unexpected: x is not a function", fix: expect.stringContaining("--debug") });
    expect(asStudioctlError(error)).toBe(error);
  },
);
