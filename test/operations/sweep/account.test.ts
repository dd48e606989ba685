import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { accountIn, accountOf } from "../../../src/operations/sweep/account.ts";
import { fakeStudio } from "../../fakes/studio.ts";

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
