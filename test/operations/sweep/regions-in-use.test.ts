import { expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { regionsInUse } from "../../../src/operations/sweep/regions-in-use.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const work = { concurrency: 2, progress: silentProgress };
const region = (name: string, error?: StudioctlError): FakeStudio => {
  const studio = fakeStudio({ region: name, domains: [{ DomainId: "d-one" }] });
  if (error !== undefined) studio.fail("listDomains", "", error);
  return studio;
};
const unknownThere = new StudioctlError("no-credentials", "no", { serviceCode: "UnrecognizedClientException" });

it("finds the Regions where there are domains, by one call each", async () => {
  const studios = [region("us-east-1"), fakeStudio({ region: "eu-west-1" }), region("eu-central-1")];
  expect(await regionsInUse(studios, work)).toEqual({ inUse: ["us-east-1", "eu-central-1"], without: [], Account: "123456789012" });
  expect(studios.map(({ calls }) => calls)).toEqual([[["listDomains", ""]], [["listDomains", ""]], [["listDomains", ""]]]);
});

it.each([
  ["where Studio is not offered", new StudioctlError("not-offered", "no")],
  ["where the account's credentials are unknown", unknownThere],
  ["that has to be opted in to", new StudioctlError("denied", "no", { serviceCode: "OptInRequired" })],
])("leaves out a Region %s", async (_what, error) => {
  expect(await regionsInUse([region("us-east-1"), region("af-south-1", error)], work)).toEqual({
    inUse: ["us-east-1"],
    without: ["af-south-1"],
    Account: "123456789012",
  });
});

it.each([
  ["denied", new StudioctlError("denied", "no", { serviceCode: "AccessDeniedException" })],
  ["expired credentials", new StudioctlError("no-credentials", "no", { serviceCode: "ExpiredTokenException" })],
  ["out of reach", new StudioctlError("unavailable", "no")],
])("leaves it to the sweep to tell of a Region that is %s", async (_what, error) => {
  expect(await regionsInUse([region("eu-west-1", error)], work)).toEqual({ inUse: ["eu-west-1"], without: [] });
});

it("takes a refusal by every Region for credentials that are not valid", async () => {
  await expect(regionsInUse([region("us-east-1", unknownThere), region("af-south-1", unknownThere)], work)).rejects.toBe(unknownThere);
});

it("ends when interrupted", async () => {
  const signal = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
  await expect(regionsInUse([region("us-east-1")], { ...work, signal })).rejects.toMatchObject({ code: "interrupted" });
});
