import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { applySweep } from "../../../src/operations/sweep/apply.ts";
import { planSweep } from "../../../src/operations/sweep/plan.ts";
import { defaultPolicy } from "../../../src/core/idle/policy.ts";
import { defaultScope } from "../../../src/operations/sweep/scope.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { classic, kernel, onePolicy, server, world } from "./sweep.ts";

const [one, two, three] = ["111122223333", "222233334444", "333344445555"] as const;
const idle = { "alice JupyterServer": { kernels: [kernel("a", 120)] } };
const apps = [server("alice"), classic("alice", "a")];

/** Two accounts with the same apps under the same names in the same Region, and one that cannot be opened. */
function accounts(more: { readonly error?: StudioctlError } = {}) {
  const here = world({ apps }, idle);
  const studio = fakeStudio({ apps, domains: [{ DomainId: "d-one" }] });
  const [first] = here.ports.regions;
  if (first === undefined) throw new Error("there is one Region");
  const ports = {
    ...here.ports,
    regions: [
      { ...first, scope: `${one}/us-east-1`, account: { AccountId: one, Name: "hub" } },
      { ...first, scope: `${two}/us-east-1`, account: { AccountId: two }, studio },
    ],
    accounts: [
      { AccountId: one, Name: "hub", Regions: ["us-east-1"] },
      { AccountId: two, Regions: ["us-east-1"] },
      { AccountId: three, Regions: [], ...more },
    ],
  };
  const plan = (maxStops?: number) => planSweep(ports, { scope: defaultScope, policies: onePolicy(defaultPolicy), maxStops }, here.work);
  return { here, studio, ports, plan };
}

describe("a sweep of several accounts", () => {
  it("has the account in each decision, and the sums of each", async () => {
    const { plan } = accounts();
    const { Decisions, Accounts, Summary } = (await plan()).report;
    expect(Decisions.map(({ AccountId, AccountName, Result }) => [AccountId, AccountName, Result])).toEqual([
      [one, "hub", "planned"],
      [two, undefined, "planned"],
    ]);
    expect(Accounts?.map(({ AccountId, Name, Summary: of }) => [AccountId, Name, of.Evaluated, of.HourlyUsdSaved])).toEqual([
      [one, "hub", 1, 0.05],
      [two, undefined, 1, 0.05],
      [three, undefined, 0, 0],
    ]);
    expect(Summary).toMatchObject({ Evaluated: 2, Idle: 2 });
  });

  it("stops the apps of each account there, although names and Regions are the same", async () => {
    const { here, studio, ports, plan } = accounts();
    const report = await applySweep(ports, await plan(), here.work);
    expect([here.studio.count("deleteApp"), studio.count("deleteApp")]).toEqual([1, 1]);
    expect(report.Accounts?.map(({ Summary }) => Summary.Stopped)).toEqual([1, 1, 0]);
    expect(here.recorded.map(({ AccountId, Result }) => [AccountId, Result])).toEqual([
      [one, "stopped"],
      [two, "stopped"],
    ]);
  });

  it("stops nothing more in an account whose lock is lost, and goes on in the others", async () => {
    const { here, studio, ports, plan } = accounts();
    const whyLost = (scope: string) => (scope === `${one}/us-east-1` ? "its lease could not be renewed" : undefined);
    const report = await applySweep({ ...ports, whyLost }, await plan(), here.work);
    expect([here.studio.count("deleteApp"), studio.count("deleteApp")]).toEqual([0, 1]);
    expect(report.Errors).toMatchObject([{ AccountId: one, Region: "us-east-1", Code: "lock-lost" }]);
    expect(report.Accounts?.map(({ Error }) => Error?.Code)).toEqual(["lock-lost", undefined, undefined]);
  });

  it("stops nothing more in an account whose session has expired, and goes on in the others", async () => {
    const { here, studio, ports, plan } = accounts();
    const planned = await plan();
    here.studio.fail("deleteApp", "", new StudioctlError("no-credentials", "the AWS credentials have expired"));
    const report = await applySweep(ports, planned, { ...here.work, concurrency: 1, timeoutMs: 60_000 });
    expect([here.studio.count("deleteApp"), studio.count("deleteApp")]).toEqual([1, 1]);
    expect(report.Accounts?.map(({ Summary, Error }) => [Summary.Stopped, Error?.Code])).toEqual([
      [0, "no-credentials"],
      [1, undefined],
      [0, undefined],
    ]);
  });

  it("stops at most --max-stops apps in all of them", async () => {
    const { plan } = accounts();
    const { Decisions } = (await plan(1)).report;
    expect(Decisions.filter(({ Result }) => Result === "planned")).toHaveLength(1);
  });

  it("remembers each account apart", async () => {
    const { here, plan } = accounts();
    await plan();
    expect(Object.keys(here.remembered).toSorted()).toEqual([`${one}/us-east-1`, `${two}/us-east-1`]);
  });
});

describe("what fails in one account", () => {
  it("is the error of that account, and the others are swept", async () => {
    const error = new StudioctlError("denied", "not allowed to assume role r", { why: "w", fix: "f" });
    const { studio, plan } = accounts({ error });
    studio.fail("listApps", "", new StudioctlError("denied", "not allowed to list apps"));
    const { Decisions, Accounts, Errors } = (await plan()).report;
    expect(Decisions.map(({ AccountId }) => AccountId)).toEqual([one]);
    expect(Errors).toEqual([{ Region: "us-east-1", AccountId: two, Code: "denied", Message: "not allowed to list apps" }]);
    expect(Accounts?.map(({ Error }) => Error)).toEqual([
      undefined,
      { Code: "denied", Message: "us-east-1: not allowed to list apps" },
      { Code: "denied", Message: "not allowed to assume role r", Why: "w", Fix: "f" },
    ]);
  });

  it("is a Region that it has not enabled, and is not taken for lost credentials of the run", async () => {
    const { studio, plan } = accounts();
    const unknown = new StudioctlError("no-credentials", "AWS does not accept the credentials", {
      serviceCode: "UnrecognizedClientException",
    });
    studio.fail("listApps", "", unknown);
    expect((await plan()).report.Errors).toEqual([
      {
        Region: "us-east-1",
        AccountId: two,
        Code: "not-offered",
        Message: expect.stringContaining(`account ${two} has not enabled us-east-1`),
      },
    ]);
  });

  it("in every one of them still is a report, with the error of each", async () => {
    const { here, studio, plan } = accounts({ error: new StudioctlError("denied", "no") });
    for (const each of [here.studio, studio]) each.fail("listApps", "", new StudioctlError("unavailable", "cannot reach SageMaker"));
    const { Decisions, Accounts } = (await plan()).report;
    expect([Decisions, Accounts?.map(({ Error }) => Error?.Code)]).toEqual([[], ["unavailable", "unavailable", "denied"]]);
  });
});
