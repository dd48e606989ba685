import { describe, expect, it } from "vitest";
import { StudioctlError, codeOf } from "../../src/core/errors.ts";

const details = { why: "why", fix: "fix", deniedAction: "s:A", serviceCode: "AccessDenied", requestId: "r-1" };
const error = new StudioctlError("denied", "not allowed", details);

describe("an error in other words", () => {
  it("keeps the fields that are not given, and has the error as its cause", () => {
    const other = error.with({ fix: "another fix" });
    expect(other).toMatchObject({ ...details, code: "denied", message: "not allowed", fix: "another fix" });
    expect(other.cause).toBe(error);
    expect(error.fix).toBe("fix");
  });

  it("has the given code and message, and leaves out undefined fields", () => {
    expect(error.with({ code: "not-found", message: "no domain", why: undefined })).toMatchObject({
      ...details,
      code: "not-found",
      message: "no domain",
      why: undefined,
    });
  });
});

it("the code of an error of the system is read wherever there is one", () => {
  expect([codeOf(Object.assign(new Error("x"), { code: "EACCES" })), codeOf(new Error("x")), codeOf("EACCES")]).toEqual([
    "EACCES",
    "unknown error",
    "unknown error",
  ]);
});
