import { expect, it } from "vitest";
import { errorMembers, failureLines } from "../../src/cli/failures.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { distinctFailures } from "../../src/core/failures.ts";

const denied = (target: string) => ({
  target,
  error: new StudioctlError("denied", `not allowed to delete ${target}`, {
    why: "no identity-based policy allows it",
    fix: "ask for sagemaker:DeleteApp",
  }),
});
const busy = (target: string) => ({ target, error: new StudioctlError("throttled", "throttled", { why: "Rate exceeded" }) });
const bare = (target: string) => ({ target, error: new StudioctlError("failed", "it failed") });

it("keeps each distinct failure once, with all its targets, in the order of the first", () => {
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

it("is told once under a table, and not where a reason says all there is", () => {
  expect(failureLines([denied("a"), denied("b"), denied("c"), denied("d"), denied("e"), bare("f"), busy("g")])).toEqual([
    "failed: a, b, c and 2 more\n  why: no identity-based policy allows it\n  fix: ask for sagemaker:DeleteApp",
    "failed: g\n  why: Rate exceeded",
  ]);
});

it("is explained once in a JSON list too, by the first row that it hit; the others keep code and message", () => {
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
