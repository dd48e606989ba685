import { describe, expect, it } from "vitest";
import { type Account, account, patience } from "./account.ts";

/** Images attached to two domains, a user and a space, and an app that runs with one of them. */
async function attached(): Promise<Account> {
  const studio = account();
  const attach = async (line: string): Promise<void> => {
    const { code, stderr } = await studio.run(`studioctl image attach ${line} --yes`);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("error:")]);
  };
  await attach("pytorch -d research --ecr studio/pytorch:2.4 --kernel python3");
  await attach("pytorch -d research --user alice --ecr studio/pytorch:2.4 --kernel python3");
  await attach("pytorch -d finance-bi --ecr studio/pytorch:2.4 --app-type JupyterLab");
  await attach("r-kernel -d research --ecr studio/r-kernel:4.4 --kernel ir");
  return studio;
}

const json = async ({ run }: Account, line: string): Promise<unknown> => JSON.parse((await run(`studioctl ${line} -o json`)).stdout);

describe.concurrent("an image", patience, () => {
  it("is listed with its places, detached from one, deleted with the rest; another image stays as it was", async () => {
    const studio = await attached();
    const { run } = studio;
    const list = await run("studioctl image list");
    expect([list.code, list.stdout]).toEqual([
      0,
      expect.stringMatching(
        /pytorch +CREATED +1 +studio\/pytorch@[0-9a-f]{12} +KernelGateway, JupyterLab +domain research, domain finance-bi, user alice of research/,
      ),
    ]);
    expect(
      await json(studio, "image describe pytorch --query '[length(Versions),AppImageConfigs[].AppImageConfigName,length(Attachments)]'"),
    ).toEqual([1, ["pytorch-kernelgateway", "pytorch-jupyterlab"], 3]);

    const detached = await run("studioctl image detach pytorch -d research --user alice --yes");
    expect([detached.code, detached.stdout]).toEqual([0, expect.stringMatching(/user alice +KernelGateway .*detached/)]);
    expect(await json(studio, "image describe pytorch --query Attachments[].UserProfileName")).toEqual([]);

    const blocked = await run("studioctl image delete pytorch --confirm pytorch");
    expect([blocked.code, blocked.stderr]).toEqual([1, expect.stringContaining("image pytorch has 2 attachments")]);

    const deleted = await run("studioctl image delete pytorch --cascade --confirm pytorch");
    expect([deleted.code, deleted.stdout]).toEqual([
      0,
      expect.stringMatching(/app image config pytorch-jupyterlab +deleted[^]*image pytorch +deleted/),
    ]);
    const after = studio.state().sagemaker;
    expect((await run("studioctl image list -o name")).stdout).toBe("r-kernel\n");
    expect(Object.keys(after.appImageConfigs)).toEqual(["r-kernel-kernelgateway"]);
    expect((await run("studioctl image describe r-kernel")).stdout).toMatch(
      /Attached to +domain research {2}KernelGateway {2}latest version {2}r-kernel-kernelgateway\n/,
    );
    const settings = Object.values(after.domains).map(({ DefaultUserSettings }) => JSON.stringify(DefaultUserSettings));
    expect(settings).toEqual([expect.stringContaining("r-kernel"), expect.not.stringContaining("pytorch")]);
    expect((await run("studioctl image delete pytorch --cascade --confirm pytorch")).stderr).toContain('no image "pytorch"');
  });

  it("is not deleted while an app runs with it, and is once that is stopped as the refusal says", async () => {
    const { run } = await attached();
    const started = await run(
      "studioctl app start -d research --user alice --type KernelGateway --name vision --image pytorch --instance-type ml.c5.large --yes",
    );
    expect([started.code, started.stderr]).toEqual([0, expect.not.stringContaining("error:")]);
    const refused = await run("studioctl image delete pytorch --cascade --confirm pytorch");
    const [, fix = ""] = /fix: stop them first: (.*)/.exec(refused.stderr) ?? [];
    expect([refused.code, fix]).toEqual([1, expect.stringMatching(/^studioctl app stop d-\w+\/alice\/KernelGateway\/vision$/)]);
    const detached = await run("studioctl image detach pytorch -d research --dry-run");
    expect(detached.stderr).toMatch(/alice\/KernelGateway\/vision runs with it/);
    expect((await run(`${fix} --yes`)).code).toBe(0);
    expect((await run("studioctl image delete pytorch --cascade --confirm pytorch")).code).toBe(0);
    expect((await run("studioctl image list -o name")).stdout).toBe("r-kernel\n");
  });

  it("is detached everywhere after a yes, and typed to be deleted", async () => {
    const { run, atTerminal, state } = await attached();
    const { code, screen } = await atTerminal("studioctl image detach pytorch", [["from these 3 lists? (y/N)", "y\r"]]);
    expect([code, screen]).toEqual([0, expect.stringMatching(/domain finance-bi +JupyterLab[^]*detached/)]);
    expect(await run("studioctl image detach pytorch")).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("pytorch is not attached anywhere"),
    });
    const deleted = await atTerminal("studioctl image delete pytorch --cascade", [[/Type\s+(\S+)\s+to\s+continue:/, "$1\r"]]);
    expect([deleted.code, deleted.screen]).toEqual([0, expect.stringContaining("deleted")]);
    expect(Object.keys(state().sagemaker.appImageConfigs)).toEqual(["r-kernel-kernelgateway"]);
  });
});
