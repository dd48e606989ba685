import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { accountIn, accountOf, regionsInUse } from "../../../src/operations/sweep/account.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeStudio, type FakeStudio } from "../../fakes/studio.ts";

const CreationTime = new Date("2026-03-01T00:00:00Z");
const app = {
  DomainId: "d-one",
  UserProfileName: "ana",
  AppType: "KernelGateway",
  AppName: "a",
  Status: "InService",
  CreationTime,
} as const;
const region = () => fakeStudio({ domains: [{ DomainId: "d-one" }], apps: [app] });
const denied = new StudioctlError("denied", "not allowed");
const down = new StudioctlError("unavailable", "cannot reach SageMaker");

describe("the account of a sweep", () => {
  it("is read from the ARN of a domain, by one call and no other service", async () => {
    const studio = region();
    expect(await accountOf([studio])).toBe("123456789012");
    expect(studio.calls).toEqual([["listDomains", ""]]);
  });

  it("is read from the domain of an app where domains may not be listed", async () => {
    const studio = region();
    studio.fail("listDomains", "", denied);
    expect(await accountOf([studio])).toBe("123456789012");
  });

  it("is read from an app where its domain may not be described either", async () => {
    const studio = region();
    studio.fail("listDomains", "", denied);
    studio.fail("describeDomain", "", denied);
    expect(await accountOf([studio])).toBe("123456789012");
  });

  it("is that of another Region where the first has no domain or does not answer", async () => {
    const dead = region();
    dead.fail("listDomains", "", down);
    expect(await accountOf([fakeStudio(), dead, region()])).toBe("123456789012");
  });

  it("is unknown, and needed by nothing, where no Region has a domain", async () => {
    expect(await accountOf([fakeStudio()])).toBeUndefined();
  });

  it("ends with the first error where no Region answers", async () => {
    const dead = region();
    dead.fail("listDomains", "", down);
    await expect(accountOf([dead, dead])).rejects.toBe(down);
  });

  it("ends at once where the credentials are not valid", async () => {
    const expired = new StudioctlError("no-credentials", "expired");
    const [first, second] = [region(), region()];
    first.fail("listDomains", "", expired);
    await expect(accountOf([first, second])).rejects.toBe(expired);
    expect(second.calls).toEqual([]);
  });

  it.each([
    ["arn:aws:sagemaker:us-east-1:123456789012:domain/d-1", "123456789012"],
    ["arn:aws-cn:sagemaker:cn-north-1:210987654321:app/d-1/ana/kernelgateway/a", "210987654321"],
    ["arn:aws:s3:::bucket", undefined],
    ["nonsense", undefined],
  ])("in %s is %s", (arn, account) => {
    expect(accountIn(arn)).toBe(account);
  });
});

const work = { concurrency: 2, progress: silentProgress };
const regionNamed = (name: string, error?: StudioctlError): FakeStudio => {
  const studio = fakeStudio({ region: name, domains: [{ DomainId: "d-one" }] });
  if (error !== undefined) studio.fail("listDomains", "", error);
  return studio;
};
const unknownThere = new StudioctlError("no-credentials", "no", { serviceCode: "UnrecognizedClientException" });

it("the Regions that have domains are found by one call each", async () => {
  const studios = [regionNamed("us-east-1"), fakeStudio({ region: "eu-west-1" }), regionNamed("eu-central-1")];
  expect(await regionsInUse(studios, work)).toEqual({ inUse: ["us-east-1", "eu-central-1"], without: [], Account: "123456789012" });
  expect(studios.map(({ calls }) => calls)).toEqual([[["listDomains", ""]], [["listDomains", ""]], [["listDomains", ""]]]);
});

it.each([
  ["where Studio is not offered", new StudioctlError("not-offered", "no")],
  ["where the account's credentials are unknown", unknownThere],
  ["that has to be opted in to", new StudioctlError("denied", "no", { serviceCode: "OptInRequired" })],
])("a Region is left out %s", async (_what, error) => {
  expect(await regionsInUse([regionNamed("us-east-1"), regionNamed("af-south-1", error)], work)).toEqual({
    inUse: ["us-east-1"],
    without: ["af-south-1"],
    Account: "123456789012",
  });
});

it.each([
  ["denied", new StudioctlError("denied", "no", { serviceCode: "AccessDeniedException" })],
  ["expired credentials", new StudioctlError("no-credentials", "no", { serviceCode: "ExpiredTokenException" })],
  ["out of reach", new StudioctlError("unavailable", "no")],
])("the sweep reports a Region that is %s", async (_what, error) => {
  expect(await regionsInUse([regionNamed("eu-west-1", error)], work)).toEqual({ inUse: ["eu-west-1"], without: [] });
});

it("a refusal by every Region means that the credentials are not valid", async () => {
  await expect(regionsInUse([regionNamed("us-east-1", unknownThere), regionNamed("af-south-1", unknownThere)], work)).rejects.toBe(
    unknownThere,
  );
});

it("an interruption ends the search", async () => {
  const signal = AbortSignal.abort(new StudioctlError("interrupted", "interrupted"));
  await expect(regionsInUse([regionNamed("us-east-1")], { ...work, signal })).rejects.toMatchObject({ code: "interrupted" });
});
