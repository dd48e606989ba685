import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import type { Studio } from "../../src/ports/studio.ts";
import { fakeStudio } from "../fakes/studio.ts";
import { gateway, studioctl, type World } from "./run.ts";

const [own, lab, pricing] = ["123456789012", "222233334444", "333344445555"] as const;
const refused = new StudioctlError("denied", "not allowed to assume role r", { fix: "f" });
const account = (name: string, region = "us-east-1") => fakeStudio({ region, apps: [gateway(name)], domains: [{ DomainId: "d-1" }] });

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "studioctl-accounts-"))));
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

async function plan(line: string, accounts: NonNullable<World["accounts"]>, more: Partial<World> = {}) {
  const ran = await studioctl(`auto-shutdown plan -o json ${line}`, { studio: account("mine"), accounts, ...more });
  return { ...ran, report: ran.stdout === "" ? undefined : JSON.parse(ran.stdout) };
}

/** An account whose session expires at the first list. */
function expired(): Studio {
  const studio = account("b");
  studio.fail("listApps", "", new StudioctlError("no-credentials", "the AWS credentials have expired"));
  return studio;
}

/** The exit code and the code of the error of each of two accounts. */
async function codesOf(command: string, first: Studio, second: Studio): Promise<readonly unknown[]> {
  const line = `${command} --accounts ${lab},${pricing} --assume-role sweep -o json`;
  const { code, stdout } = await studioctl(line, { studio: account("mine"), accounts: { [lab]: first, [pricing]: second } });
  const { Accounts }: { readonly Accounts: readonly { readonly Error?: { readonly Code: string } }[] } = JSON.parse(stdout);
  return [code, ...Accounts.map(({ Error }) => Error?.Code)];
}

describe("flags of accounts", () => {
  it.each([
    ["--accounts 222233334444", "missing --assume-role"],
    ["--assume-role sweep", "--assume-role needs the accounts"],
    ["--external-id ab --accounts 222233334444", "--external-id needs --assume-role"],
    ["--external-id ab", "--external-id needs the accounts"],
    ["--ou Research --accounts 222233334444 --assume-role sweep", "--ou needs --organization"],
    ["--organization --accounts 222233334444 --assume-role sweep", "--accounts cannot be used with --organization"],
    ["--accounts 222233334444,222233334444 --assume-role sweep", "--accounts: account 222233334444 is given twice"],
    ["--accounts 1234 --assume-role sweep", '--accounts: "1234" is not the id of an account'],
    ["--accounts 222233334444 --assume-role sweep --external-id a", "--external-id: an external id of 1 characters is not valid"],
    ["--accounts 222233334444 --assume-role swe*p", '--assume-role: "swe*p" is not the name of a role'],
    ["--organization --ou a//b --assume-role sweep", '--ou does not take "a//b"'],
    ["--accounts nowhere.yaml --assume-role sweep", 'cannot read "nowhere.yaml"'],
    ["--accounts 222233334444 --assume-role sweep --region moon", '--region does not take "moon"'],
    ["--accounts 222233334444 --assume-role sweep -d research", '--domain: "research" is a name, and there are several accounts'],
  ])("that cannot be used together or are wrong are refused: %s", async (line, message) => {
    const { code, stderr } = await studioctl(`auto-shutdown plan ${line}`, {
      studio: account("mine"),
      accounts: { [lab]: account("a") },
    });
    expect(stderr).toContain(`error: ${message}`);
    expect(code).toBe(2);
  });

  it("a list with faults is refused before any account is opened", async () => {
    const path = await file("wrong.csv", "id,regions\n222233334444,nowhere\n");
    const { code, stderr } = await plan(`--accounts ${path} --assume-role sweep`, {});
    expect([code, stderr]).toEqual([2, expect.stringContaining('wrong.csv:2: regions does not take \\"nowhere\\"')]);
  });
});

describe("accounts", () => {
  it("are opened with the role, the external id and the caller", async () => {
    const opened: unknown[] = [];
    await plan(
      "--accounts 222233334444 --assume-role team/sweep --external-id studio-42",
      { [lab]: account("a") },
      { opening: (wanted) => opened.push(wanted) },
    );
    expect(opened).toEqual([
      {
        AccountId: lab,
        role: "team/sweep",
        externalId: "studio-42",
        partition: "aws",
        callerArn: "arn:aws:iam::123456789012:user/test",
        region: "us-east-1",
      },
    ]);
  });

  it("that cannot be opened are lines of the report, and the exit code is 3", async () => {
    const { code, report, stderr } = await plan("--accounts 222233334444,333344445555 --assume-role sweep", {
      [lab]: account("a"),
      [pricing]: refused,
    });
    expect(code).toBe(3);
    expect(report.Decisions).toMatchObject([{ AccountId: lab, AppName: "a" }]);
    expect(report.Accounts).toMatchObject([
      { AccountId: lab },
      { AccountId: pricing, Error: { Code: "denied", Message: "not allowed to assume role r", Fix: "f" } },
    ]);
    expect(stderr).toContain("error: 333344445555: not allowed to assume role r\n  fix: f\n");
  });

  it("of which none can be opened are an error of permissions, with a report", async () => {
    const { code, report } = await plan("--accounts 222233334444,333344445555 --assume-role sweep", {
      [lab]: refused,
      [pricing]: refused,
    });
    expect([code, report.Accounts.length, report.Decisions]).toEqual([4, 2, []]);
  });

  it("whose session expires midway are lines of the report, and the exit code is 3, or 4 if no account is left", async () => {
    for (const command of ["auto-shutdown plan", "auto-shutdown run --yes", "cost"]) {
      // oxlint-disable-next-line no-await-in-loop -- each command with both
      expect(await codesOf(command, account("a"), expired())).toEqual([3, undefined, "no-credentials"]);
      // oxlint-disable-next-line no-await-in-loop -- each command with both
      expect(await codesOf(command, expired(), expired())).toEqual([4, "no-credentials", "no-credentials"]);
    }
  });

  it("whose names have control characters or line ends are on one line, without them", async () => {
    const path = await file("hostile.json", JSON.stringify([{ id: pricing, name: "a\u001b[31m\nerror: forged" }]));
    const { stderr } = await plan(`--accounts ${path} --assume-role sweep`, { [pricing]: refused });
    expect(stderr).toContain("error: 333344445555 (a\\x1b[31m\\nerror: forged): not allowed to assume role r\n");
  });

  it("need a Region from the list or the command", async () => {
    const nowhere = { nowhere: true };
    const path = await file("nowhere.yaml", `- { id: "${lab}", regions: [eu-west-1] }\n- { id: "${pricing}" }\n`);
    const both = await plan(`--accounts ${path} --assume-role sweep`, { [lab]: account("a"), [pricing]: account("b") }, nowhere);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("no AWS Region given")]);
    const one = await file("somewhere.yaml", `- { id: "${lab}", regions: [eu-west-1] }\n`);
    const regions: string[] = [];
    const opening = ({ region }: { readonly region: string }) => void regions.push(region);
    const { code } = await plan(`--accounts ${one} --assume-role sweep`, { [lab]: account("a") }, { ...nowhere, opening });
    expect([code, regions]).toEqual([0, ["eu-west-1"]]);
  });

  it("the caller's own is read with the caller's credentials where its role cannot be assumed, and with the role where it can", async () => {
    const without = await plan(`--accounts ${own} --assume-role sweep`, { [own]: refused });
    expect(without.report.Decisions).toMatchObject([{ AccountId: own, AppName: "mine" }]);
    const withRole = await plan(`--accounts ${own} --assume-role sweep`, { [own]: account("by-role") });
    expect(withRole.report.Decisions).toMatchObject([{ AccountId: own, AppName: "by-role" }]);
  });

  it("are swept in the Regions of their line that --region names too", async () => {
    const path = await file("regions.yaml", `- { id: "${lab}", regions: [us-east-1, eu-west-1] }\n- { id: "${pricing}" }\n`);
    const regions = async (flags: string, env?: World["env"]) => {
      const ran = await plan(
        `--accounts ${path} --assume-role sweep${flags}`,
        { [lab]: account("a"), [pricing]: account("b") },
        env && { env },
      );
      return ran.report.Accounts.map(({ Regions }: { readonly Regions: readonly string[] }) => Regions.join());
    };
    expect(await regions("")).toEqual(["us-east-1,eu-west-1", "us-east-1"]);
    expect(await regions(" --region eu-west-1")).toEqual(["eu-west-1", "eu-west-1"]);
    expect(await regions("", { AWS_REGION: "eu-west-1" })).toEqual(["us-east-1,eu-west-1", "eu-west-1"]);
  });
});

describe("a run in several accounts of which another run holds", () => {
  const run = async (busy: readonly string[], more = "", accounts: World["accounts"] = { [lab]: account("a"), [pricing]: account("b") }) =>
    await studioctl(`auto-shutdown run --yes --accounts ${lab},${pricing} --assume-role sweep${more}`, {
      studio: account("mine"),
      accounts,
      busy,
    });
  const held = { AccountId: lab, Region: "us-east-1", Since: "2026-03-02T11:00:00.000Z", By: "process 4242 on build-1" };
  const line = "another run is active on 222233334444/us-east-1, since 2026-03-02T11:00:00Z, by process 4242 on build-1: nothing was done ";

  it("one, sweeps the others, and that account is its line; with --strict the exit code is 3", async () => {
    const { code, stdout, stderr } = await run([`${lab}/us-east-1`], " -o json");
    const { Decisions, Accounts, LockedRegions } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(Decisions).toMatchObject([{ AccountId: pricing }]);
    expect(LockedRegions).toEqual([held]);
    expect(Accounts).toMatchObject([{ AccountId: lab, LockedRegions: [held] }, { AccountId: pricing }]);
    expect(Accounts[1]).not.toHaveProperty("LockedRegions");
    expect(stderr).toContain(`${line}there\n`);
    expect((await run([`${lab}/us-east-1`], " --strict")).code).toBe(3);
    expect((await run([`${lab}/us-east-1`])).stdout).toContain("another run is active in us-east-1, since 2026-03-02T11:00:00Z");
  });

  it("all, does nothing and prints who holds the first", async () => {
    const { code, stdout, stderr } = await run([`${lab}/us-east-1`, `${pricing}/us-east-1`], " -o json");
    expect([code, JSON.parse(stdout), stderr]).toEqual([0, { Locked: { Since: held.Since, By: held.By } }, `${line}here\n`]);
  });

  it("all that could be opened, reports the others and exits with 3", async () => {
    const { code, stdout } = await run([`${lab}/us-east-1`], " -o json", { [lab]: account("a"), [pricing]: refused });
    expect([code, JSON.parse(stdout).Accounts]).toMatchObject([3, [{ LockedRegions: [held] }, { Error: { Code: "denied" } }]]);
  });
});

describe.each([
  ["cost", "HourlyUsd"],
  ["quota", "Quotas"],
])("%s of several accounts", (command, member) => {
  it("has a line for each account, and goes on after one that fails", async () => {
    const world = { studio: account("mine"), accounts: { [lab]: account("a"), [pricing]: refused } };
    const { code, stdout, stderr } = await studioctl(`${command} --accounts 222233334444,333344445555 --assume-role sweep -o json`, world);
    const document = JSON.parse(stdout);
    expect(document).toHaveProperty(member);
    expect(document.Accounts).toMatchObject([
      { AccountId: lab, Regions: ["us-east-1"] },
      { AccountId: pricing, Error: { Code: "denied" } },
    ]);
    expect([code, stderr]).toEqual([3, expect.stringContaining("error: 333344445555: not allowed")]);
  });

  it("does not take a domain, which is in one of them", async () => {
    const world = { studio: account("mine"), accounts: { [lab]: account("a") } };
    const { code, stderr } = await studioctl(`${command} --accounts 222233334444 --assume-role sweep -d d-1`, world);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--domain cannot be used with several accounts")]);
  });
});

it("a schedule keeps the flags of accounts, with the absolute path of a list", async () => {
  const path = await file("sweep.csv", "id\n222233334444\n");
  const line = `auto-shutdown schedule print --every 15m --accounts ${path} --assume-role sweep --external-id ab`;
  const { stdout, code } = await studioctl(line, { studio: account("mine") });
  expect(code).toBe(0);
  expect(stdout).toContain(`--accounts ${path} --assume-role sweep --external-id ab`);
  expect(stdout).not.toContain("--region");
  const wrong = await file("later.csv", "id\n1\n");
  expect((await studioctl(line.replace(path, wrong), { studio: account("mine") })).stderr).toContain("later.csv:2: id");
});
