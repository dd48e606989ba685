import { describe, expect, it } from "vitest";
import { account, patience, quickStory } from "./account.ts";

const onLarge = "Studio KernelGateway Apps running on ml.m5.large instance";
const nearlyFull = () => account({ ...quickStory, settings: { ...quickStory.settings, quotas: { [onLarge]: 8, "Total domains": 3 } } });

describe.concurrent("quota", patience, () => {
  it("shows what is nearest to its limit first, and how to raise what is used up", async () => {
    const { code, stdout, stderr } = await nearlyFull().run("studioctl quota");
    const [header, first, second] = stdout.split("\n");
    expect([code, header]).toEqual([0, expect.stringMatching(/^QUOTA +USED +LIMIT +LEFT +CODE$/)]);
    expect(first).toMatch(/^Studio KernelGateway Apps running on ml\.m5\.large instance +8 +8 +0 +L-\w{8}$/);
    expect(second).toMatch(/^Total domains +2 +3 +1 +L-\w{8}$/);
    const [, raise = ""] = /nothing left of "[^"]+": (.*)$/m.exec(stderr) ?? [];
    expect(raise).toMatch(
      /^aws service-quotas request-service-quota-increase --region us-east-1 --service-code sagemaker --quota-code L-\w{8} --desired-value 9$/,
    );
    expect(stdout).toContain(/--quota-code (\S+)/.exec(raise)?.[1]);
  });

  it("says beforehand what the service then refuses, and allows what it has room for", async () => {
    const { run } = nearlyFull();
    const refused = await run("studioctl app start -d research --user alice --type KernelGateway --name ninth --instance-type ml.m5.large");
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`The account-level service limit '${onLarge}' is 8 Apps, with current utilization of 8 Apps`),
    ]);
    await run("studioctl app stop carla/churn -d research --yes");
    expect((await run(`studioctl quota --query "Quotas[?InstanceType=='ml.m5.large'].[Used,Left]" -o tsv`)).stdout).toBe("7\t1\n");
    expect(
      (await run("studioctl app start -d research --user alice --type KernelGateway --name ninth --instance-type ml.m5.large")).code,
    ).toBe(0);
  });

  it("counts profiles, spaces, domains and running apps of the whole Region, for any domain", async () => {
    const { run } = account();
    const used = await run(`studioctl quota -d finance-bi --query "Quotas[?!AppType].[QuotaName,Used] | sort_by(@, &[0])" -o tsv`);
    expect(used.stdout).toBe(
      [
        "Maximum number of Studio spaces allowed per account\t4",
        "Maximum number of Studio user profiles allowed per account\t10",
        "Maximum number of running Studio apps allowed per account\t32",
        "Total domains\t2",
        "",
      ].join("\n"),
    );
    const slots = await run("studioctl quota -d finance-bi --query 'Slots[].[UserProfileName,InstanceType,Used,Limit]' -o tsv");
    expect(slots.stdout).toBe("jonas\tml.m5.xlarge\t1\t4\n");
  });

  it("shows one user's slots alone", async () => {
    const { run } = account();
    expect(await run("studioctl quota --user ben -o tsv")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^ben\tml\.m5\.large\t4\/4\td-\w+\texplore, features, nightly-fit, reports\n$/),
    });
    expect(await run("studioctl quota --user keiko")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("no KernelGateway app of keiko is running"),
    });
    expect(await run("studioctl quota --user benn")).toMatchObject({ code: 1, stderr: expect.stringContaining('did you mean "ben"?') });
  });

  it("shows what may not be had at all of an instance type that was named", async () => {
    const { stdout, stderr } = await account().run("studioctl quota --instance-type ml.p5.48xlarge --type JupyterLab");
    expect(stdout).toMatch(/^Studio JupyterLab Apps running on ml\.p5\.48xlarge instances +0 +0 +0 +L-\w{8}\n$/m);
    expect(stderr).toContain("--desired-value 1");
  });

  it.each(["ListServiceQuotas", "ListAWSDefaultServiceQuotas"])(
    "ends with 4 where %s is not allowed, and names the permission",
    async (operation) => {
      const message = `User: arn:aws:iam::111122223333:user/dev is not authorized to perform: servicequotas:${operation}`;
      const denied = account({
        ...quickStory,
        settings: { ...quickStory.settings, faults: [{ operation, error: "AccessDeniedException", message }] },
      });
      const { code, stdout, stderr } = await denied.run("studioctl quota");
      expect([code, stdout, stderr]).toEqual([
        4,
        "",
        expect.stringMatching(new RegExp(`not allowed to list[^]*fix: add to a policy of .*"Action":"servicequotas:${operation}"`)),
      ]);
    },
  );
});
