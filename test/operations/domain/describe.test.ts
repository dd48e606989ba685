import { expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { describeDomain } from "../../../src/operations/domain/describe.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const options = { domains: [{ DomainId: "d-abcdef", DomainName: "research" }] };

it("a domain is described as the service returns it", async () => {
  expect(await describeDomain({ studio: fakeStudio(options) }, "d-abcdef")).toMatchObject({ DomainName: "research" });
});

it("an unknown domain is refused with the one that was meant", async () => {
  await expect(describeDomain({ studio: fakeStudio(options) }, "d-abcdeg")).rejects.toMatchObject({
    code: "not-found",
    message: 'no domain "d-abcdeg" in this Region',
    fix: 'did you mean "d-abcdef"?',
  });
});

it("other failures are passed on, without a second call", async () => {
  const studio = fakeStudio(options);
  const denied = new StudioctlError("denied", "not allowed");
  studio.fail("describeDomain", "d-abcdef", denied);
  await expect(describeDomain({ studio }, "d-abcdef")).rejects.toBe(denied);
  expect(studio.count("listDomains")).toBe(0);
});
