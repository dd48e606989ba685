import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instanceTypes } from "../../../src/core/service-model.ts";
import { domainId, errorOf, smallStudio, type Wired, type WireAnswer, wire } from "../wire.ts";

let studio: Wired;
beforeEach(async () => void (studio = await wire(smallStudio())));
afterEach(() => studio.close());

const call = (operation: string, members: object = {}): Promise<WireAnswer> =>
  studio.call(operation, { ServiceCode: "sagemaker", ...members }, { "x-amz-target": `ServiceQuotasV20190624.${operation}` });

/** Every quota, in pages of that size. */
async function all(operation: string, MaxResults?: number): Promise<Record<string, unknown>[]> {
  const seen: Record<string, unknown>[] = [];
  let NextToken: unknown;
  do {
    const { json } = await call(operation, {
      ...(MaxResults !== undefined && { MaxResults }),
      ...(NextToken !== undefined && { NextToken }),
    });
    if (Array.isArray(json["Quotas"])) seen.push(...json["Quotas"]);
    NextToken = json["NextToken"];
  } while (NextToken !== undefined);
  return seen;
}

const valueOf = async (operation: string, name: string): Promise<unknown> =>
  (await all(operation)).find(({ QuotaName }) => QuotaName === name)?.["Value"];
const medium = "Studio KernelGateway Apps running on ml.t3.medium instance";

const app = (AppName: string): object => ({ DomainId: domainId, UserProfileName: "alice", AppType: "KernelGateway", AppName });

describe("quotas", () => {
  it("are those of each type of app on each instance type, and four more, each once", async () => {
    const quotas = await all("ListServiceQuotas", 70);
    expect(quotas).toHaveLength(4 * (instanceTypes.length - 1) + 4);
    expect(new Set(quotas.map(({ QuotaName }) => QuotaName)).size).toBe(quotas.length);
    expect(new Set(quotas.map(({ QuotaCode }) => QuotaCode)).size).toBe(quotas.length);
  });

  it("come by the hundred", async () => {
    expect((await call("ListServiceQuotas")).json["Quotas"]).toHaveLength(100);
    expect(errorOf(await call("ListServiceQuotas", { MaxResults: 101 }))).toMatch(/^IllegalArgumentException: .*less than or equal to 100/);
  });

  it("have their code, unit and ARN", async () => {
    const [quota] = await all("ListServiceQuotas");
    expect(quota).toEqual({
      ServiceCode: "sagemaker",
      ServiceName: "Amazon SageMaker",
      QuotaArn: `arn:aws:servicequotas:us-east-1:111122223333:sagemaker/${String(quota?.["QuotaCode"])}`,
      QuotaCode: expect.stringMatching(/^L-[0-9A-F]{8}$/),
      QuotaName: "Total domains",
      Value: 5,
      Unit: "None",
      Adjustable: true,
      GlobalQuota: false,
      QuotaAppliedAtLevel: "ACCOUNT",
    });
    expect((await call("GetServiceQuota", { QuotaCode: quota?.["QuotaCode"] })).json).toEqual({ Quota: quota });
    expect((await call("ListServiceQuotas", { QuotaCode: quota?.["QuotaCode"] })).json).toEqual({ Quotas: [quota] });
    expect((await call("ListServiceQuotas", { QuotaAppliedAtLevel: "RESOURCE" })).json).toEqual({ Quotas: [] });
  });

  it("begin small, and are then as they were raised to", async () => {
    expect(await valueOf("ListAWSDefaultServiceQuotas", medium)).toBe(2);
    expect(await valueOf("ListServiceQuotas", medium)).toBe(1000);
    expect(await valueOf("ListServiceQuotas", medium.replace("ml.t3.medium", "ml.p4d.24xlarge"))).toBe(0);
  });

  it("are what refuses: the one of the message has the value of the message", async () => {
    await studio.store.update(({ settings }) => void (settings.quotas = { [medium]: 1 }));
    expect(await valueOf("ListServiceQuotas", medium)).toBe(1);
    await studio.expect("CreateApp", app("a"));
    expect(errorOf(await studio.call("CreateApp", app("b")))).toContain(`'${medium}' is 1 Apps`);
  });

  it.each([
    ["another service", "ListServiceQuotas", { ServiceCode: "ec2" }, "NoSuchResourceException"],
    ["another service's defaults", "ListAWSDefaultServiceQuotas", { ServiceCode: "ec2" }, "NoSuchResourceException"],
    ["a quota of another service", "GetServiceQuota", { ServiceCode: "ec2", QuotaCode: "L-1216C47A" }, "NoSuchResourceException"],
    ["a quota there is not", "GetServiceQuota", { QuotaCode: "L-1216C47A" }, "NoSuchResourceException"],
    ["a token of nobody", "ListServiceQuotas", { NextToken: "eHg" }, "InvalidPaginationTokenException"],
  ])("refuse %s", async (_, operation, members, code) => {
    expect(errorOf(await call(operation, members))).toMatch(new RegExp(`^${code}: \\w`));
  });

  it("have tokens for one list each", async () => {
    const { NextToken } = (await call("ListServiceQuotas", { MaxResults: 1 })).json;
    expect(errorOf(await call("ListAWSDefaultServiceQuotas", { NextToken }))).toMatch(/^InvalidPaginationTokenException: /);
  });
});
