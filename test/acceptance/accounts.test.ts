import { describe, expect, it } from "vitest";
import type { SweepReport } from "../../src/core/idle/report.ts";
import { account, patience, quickStory } from "./account.ts";

const flags = "--organization --assume-role studioctl-sweep";

/** The organization of the story, and an account whose role may not stop apps. */
const organization = {
  ...quickStory,
  accounts: (quickStory.accounts ?? []).map((each) =>
    each.name === "pricing" ? { ...each, roles: [{ name: "studioctl-sweep", denied: ["sagemaker:DeleteApp"] }] } : each,
  ),
};

const names = (rows: readonly { readonly AccountName: string }[]) => [...new Set(rows.map(({ AccountName }) => AccountName))].toSorted();

describe.concurrent("the accounts of an organization", patience, () => {
  it("are swept by one run, in which what fails in one is its line", async () => {
    const { run } = account(organization);
    const { code, stdout, stderr } = await run(`studioctl auto-shutdown run ${flags} --yes -o json`);
    const { Accounts = [], DeniedActions }: SweepReport = JSON.parse(stdout);
    expect(code).toBe(3);
    expect(Accounts.map(({ AccountId, Name, Summary, Error }) => [AccountId, Name, Summary.Stopped, Summary.Failed, Error?.Code])).toEqual([
      ["111122223333", "sandbox", 8, 0, undefined],
      ["222233334444", "vision-lab", 1, 0, undefined],
      ["333344445555", "pricing", 0, 1, undefined],
      ["444455556666", "acquired-team", 0, 0, "denied"],
    ]);
    expect(DeniedActions).toEqual(["sagemaker:DeleteApp"]);
    expect(stderr).toContain("not active, and left out: 555566667777 (old-experiments) SUSPENDED\n");
    expect(stderr).toContain(
      "error: 444455556666 (acquired-team): not allowed to assume role arn:aws:iam::444455556666:role/studioctl-sweep\n",
    );
    const again = await run(`studioctl auto-shutdown plan --accounts 222233334444 --assume-role studioctl-sweep -o name`);
    expect([again.code, again.stdout]).toEqual([0, ""]);
    const history = JSON.parse((await run("studioctl auto-shutdown history --accounts 222233334444,111122223333 -o json")).stdout);
    expect(history.Stops.map(({ AccountId }: { readonly AccountId: string }) => AccountId).toSorted()).toEqual([
      ...Array.from({ length: 8 }, () => "111122223333"),
      "222233334444",
    ]);
    expect(history.Accounts).toMatchObject([{ Stopped: 8 }, { Stopped: 1 }]);
  });

  it("are shown by cost, quota and efs orphans too", async () => {
    const { run } = account(organization);
    const json = async (command: string) => JSON.parse((await run(`studioctl ${command} ${flags} -o json`)).stdout);
    expect(names((await json("cost")).Storage)).toEqual(["pricing", "sandbox", "vision-lab"]);
    expect(names((await json("quota")).Quotas)).toEqual(["pricing", "sandbox", "vision-lab"]);
    expect(names(await json("efs orphans"))).toEqual(["sandbox", "vision-lab"]);
  });
});
