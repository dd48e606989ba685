import { describe, expect, it } from "vitest";
import type { CostReport } from "../../src/operations/cost.ts";
import type { Fault } from "../../src/sandbox/state.ts";
import { account, patience, quickStory } from "./account.ts";

const withFault = (fault: Fault) => account({ ...quickStory, settings: { ...quickStory.settings, faults: [fault] } });

/** The figures of JSON. */
async function figures(run: ReturnType<typeof account>["run"], flags = ""): Promise<CostReport> {
  return JSON.parse((await run(`studioctl cost -o json ${flags}`)).stdout);
}

const sum = (groups: readonly { readonly HourlyUsd?: number }[]): number =>
  groups.reduce((total, { HourlyUsd = 0 }) => total + HourlyUsd, 0);

describe.concurrent("cost", patience, () => {
  it("shows who spends what on the story, to the cent", async () => {
    const { run } = account();
    const { code, stdout, stderr } = await run("studioctl cost");
    const usd = Object.fromEntries(
      stdout
        .split("\n")
        .flatMap((line) => /^(\w+) +(?:research|finance-bi) .*?(≥?[\d.]+)$/.exec(line)?.slice(1, 3).join(" ") ?? [])
        .map((pair) => pair.split(" ")),
    );
    expect([code, usd]).toEqual([
      0,
      {
        // An instance of each: ml.g5.2xlarge and ml.m5.2xlarge of a space; ml.g4dn.xlarge; ml.c5.2xlarge and ml.t3.medium …
        dmitri: "1.981",
        alice: "0.736",
        ines: "0.458",
        erin: "0.330",
        hugo: "0.254",
        jonas: "≥0.230",
        farid: "0.230",
        // Four apps each on one ml.m5.large; ben has a space besides.
        ben: "0.215",
        carla: "0.115",
        keiko: "0.050",
      },
    ]);
    expect(stdout).toMatch(/^dmitri +research +ml\.g5\.2xlarge, ml\.m5\.2xlarge +nlp-notebooks +1\.981$/m);
    expect(stdout).toMatch(/^EBS: volumes of 3 spaces +research +140 GB +15\.68$/m);
    expect(stderr).toMatch(
      /^17 running instances, \$4\.60\/h, by the on-demand prices of [-\d]+\nno price is known for Canvas on system$/m,
    );
  });

  it("groups come to the same in sum, and a domain to its share", async () => {
    const { run } = account();
    const all = await figures(run);
    expect(all.HourlyUsd).toBe(4.5994);
    for (const groups of [all.ByDomain, all.ByUser, all.ByInstanceType]) expect(sum(groups)).toBeCloseTo(4.5994);
    const [research, finance] = await Promise.all([figures(run, "-d research"), figures(run, "-d finance-bi")]);
    expect([research.HourlyUsd, finance.HourlyUsd, finance.Unpriced]).toEqual([4.3194, 0.28, ["Canvas on system"]]);
    expect([...research.Storage, ...finance.Storage].length).toBe(all.Storage.length);
    expect(all.Storage.filter(({ Kind }) => Kind === "EFS").map(({ DomainName }) => DomainName)).toEqual(["research", "finance-bi"]);
  });

  it("stays while an app is left on an instance, and falls with the last", async () => {
    const { run } = account();
    const carla = async () => (await figures(run)).ByUser.find(({ UserProfileName }) => UserProfileName === "carla")?.HourlyUsd;
    await run("studioctl app stop carla/churn carla/ltv carla/pricing -d research --yes");
    expect(await carla()).toBe(0.115);
    await run("studioctl app stop carla/scratch -d research --yes");
    expect(await carla()).toBeUndefined();
  });

  it("agrees with what the list of apps sums up, and with what its own tsv adds up to", async () => {
    const { run } = account();
    const { stderr } = await run("studioctl app list -d research");
    const cost = await run("studioctl cost -d research");
    expect(/^14 running instances, \$4\.32\/h/m.exec(stderr)?.[0]).toBe(/^\d+ running instances, \$[\d.]+\/h/m.exec(cost.stderr)?.[0]);
    const added = await run(
      `studioctl cost -d research --by instance-type -o tsv | awk -F'\\t' '{ n += $2; usd += $3 } END { print n, usd }'`,
    );
    expect(added.stdout).toBe("14 4.319\n");
  });

  it("leaves out file systems that may not be read, and the prices that cannot be, and says both", async () => {
    const efs = await withFault({ operation: "DescribeFileSystems", error: "AccessDeniedException" }).run("studioctl cost");
    expect([efs.code, efs.stdout.includes("EFS")]).toEqual([0, false]);
    expect(efs.stderr).toMatch(/note: the file system of research is not included: not allowed to describe .*fs-\w+/);
    const prices = await withFault({ operation: "GetProducts", error: "AccessDeniedException" }).run("studioctl cost");
    expect([prices.code, prices.stderr]).toEqual([0, expect.stringContaining("the price list could not be reached")]);
  });

  it.each([
    ["cost --by team", 2, "--by does not take"],
    ["cost -d nowhere", 1, 'no domain "nowhere"'],
    ["cost --region us-east-1,eu-west-1", 2, "--region takes one Region here"],
  ])("refuses %s", async (line, code, message) => {
    expect(await account().run(`studioctl ${line}`)).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
  });
});
