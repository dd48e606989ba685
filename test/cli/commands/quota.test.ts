import { describe, expect, it } from "vitest";
import { fakeQuotas } from "../../fakes/quotas.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, studioctl } from "../run.ts";

const onMedium = "Studio KernelGateway Apps running on ml.t3.medium instance";
const onGpu = "Studio KernelGateway Apps running on ml.g5.xlarge instance";
const studio = fakeStudio({
  domains: [{ DomainId: "d-1", DomainName: "research" }],
  profiles: [
    { DomainId: "d-1", UserProfileName: "alice" },
    { DomainId: "d-1", UserProfileName: "ben" },
  ],
  apps: [gateway("one"), gateway("two"), gateway("three", { UserProfileName: "ben" })],
});
const quotas = fakeQuotas({
  quotas: [
    { QuotaName: onMedium, QuotaCode: "L-MED", Value: 3 },
    { QuotaName: onGpu, QuotaCode: "L-GPU", Value: 0, Adjustable: false },
    { QuotaName: "Total domains", QuotaCode: "L-DOM", Value: 5 },
  ],
});
const world = { studio, quotas };

describe("quota", () => {
  it("shows quotas in use, then slots; and how to raise what is used up", async () => {
    const { code, stdout, stderr } = await studioctl("quota", world);
    expect([code, stdout]).toEqual([
      0,
      [
        "QUOTA                                                       USED  LIMIT  LEFT  CODE",
        "Studio KernelGateway Apps running on ml.t3.medium instance     3      3     0  L-MED",
        "Total domains                                                  1      5     4  L-DOM",
        "",
        "OWNER  INSTANCE      SLOTS  DOMAIN",
        "alice  ml.t3.medium    2/4  d-1",
        "ben    ml.t3.medium    1/4  d-1",
        "",
      ].join("\n"),
    ]);
    expect(stderr).toBe(
      `nothing left of "${onMedium}": aws service-quotas request-service-quota-increase --region us-east-1 --service-code sagemaker --quota-code L-MED --desired-value 4\n`,
    );
  });

  it("says of a limit of 0 what may be done where its instance type was named, else nothing", async () => {
    expect((await studioctl("quota --instance-type ml.g5.xlarge", world)).stderr).toBe(
      `nothing left of "${onGpu}", which cannot be increased\n`,
    );
    expect((await studioctl("quota --all", world)).stderr).not.toContain("L-GPU");
  });

  it("shows one owner's slots alone", async () => {
    const { stdout } = await studioctl("quota --user ben -o wide", world);
    expect(stdout).toBe("OWNER  INSTANCE      SLOTS  DOMAIN  APPS\nben    ml.t3.medium    1/4  d-1     three\n");
  });

  it("is one document in JSON, and codes as names", async () => {
    expect(JSON.parse((await studioctl("quota --user alice -o json", world)).stdout)).toEqual({
      Quotas: [
        {
          QuotaCode: "L-MED",
          QuotaName: onMedium,
          Value: 3,
          Adjustable: true,
          AppType: "KernelGateway",
          InstanceType: "ml.t3.medium",
          Used: 3,
          Left: 0,
        },
        { QuotaCode: "L-DOM", QuotaName: "Total domains", Value: 5, Adjustable: true, Used: 1, Left: 4 },
      ],
      Slots: [{ DomainId: "d-1", UserProfileName: "alice", InstanceType: "ml.t3.medium", Used: 2, Limit: 4, AppNames: ["one", "two"] }],
    });
    expect((await studioctl("quota -o name", world)).stdout).toBe("L-MED\nL-DOM\n");
  });

  it("hints where nothing fits", async () => {
    expect(await studioctl("quota --type CodeEditor", world)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "no such quota is in use: --all shows the others\n",
    });
    expect((await studioctl("quota --type CodeEditor --all", world)).stderr).toBe("Service Quotas has no such quota\n");
    expect((await studioctl("quota --user ben --instance-type ml.g5.xlarge", world)).stderr).toBe(
      "no KernelGateway app of ben is running\n",
    );
  });

  it.each([
    ["quota --instance-type ml.t3.medum", 2, 'did you mean "ml.t3.medium"?'],
    ["quota --type KernelGatway", 2, 'did you mean "KernelGateway"?'],
    ["quota --user alise", 1, 'did you mean "alice"?'],
    ["quota --user alice --space nlp", 2, "give one of the two"],
    ["quota -d reserch", 1, 'did you mean "research"?'],
  ])("refuses what is not there: %s", async (line, code, fix) => {
    expect(await studioctl(line, world)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(fix) });
  });

  it("ends with 4 where Service Quotas may not be asked", async () => {
    expect((await studioctl("quota", { studio, quotas: fakeQuotas({ denied: true }) })).code).toBe(4);
  });
});
