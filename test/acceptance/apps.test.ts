import { describe, expect, it } from "vitest";
import { account, patience, quickStory } from "./account.ts";

describe.concurrent("apps", patience, () => {
  it("start, are refused as the fifth on an instance, stop, and start again", async () => {
    const { run } = account();
    const start = "studioctl app start -d research --user ben --type KernelGateway --name fifth";
    const refused = await run(start);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toMatch(/^error: ben already runs 4 KernelGateway apps on ml\.m5\.large, and at most 4 can share an instance$/m);
    expect(refused.stderr).toMatch(/^why: .*explore.*features.*nightly-fit.*reports/m);
    const [, proposed = ""] = /^fix: .*--instance-type (ml\.\S+) \(or /m.exec(refused.stderr) ?? [];
    expect(await run(`${start} --instance-type ${proposed} --dry-run`)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("nothing was changed"),
    });

    expect(await run("studioctl app stop ben/explore -d research --yes")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/explore +stopped/),
    });
    expect(await run(start)).toMatchObject({ code: 0, stdout: expect.stringMatching(/Status +InService/) });
    expect(await run(start)).toMatchObject({ code: 0, stderr: expect.stringContaining("already running") });
    expect(await run(`${start} --instance-type ml.m5.xlarge`)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("another specification"),
    });
    expect(await run("studioctl app stop ben/fifth -d research -y")).toMatchObject({ code: 0 });
    expect(await run("studioctl app stop ben/fifth -d research -y")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/fifth +skipped +it is Delet/),
    });
    expect(await run(start)).toMatchObject({ code: 0, stdout: expect.stringMatching(/Status +InService/) });
  });

  it("start in a space with the type of the space", async () => {
    const { run } = account();
    expect(await run("studioctl app stop space:dashboard/default -d research --yes")).toMatchObject({ code: 0 });
    expect(await run("studioctl app start -d research --space dashboard -o name")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^d-\S+\/space:dashboard\/CodeEditor\/default\n$/),
    });
  });

  it("of Studio Classic are advised against where the account is new", async () => {
    const { run } = account({ ...quickStory, settings: { ...quickStory.settings, classic: "closed" } });
    const { code, stderr } = await run("studioctl app start -d research --user alice --type KernelGateway");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: this account can no longer start KernelGateway apps$/m);
    expect(stderr).toMatch(/^fix: use a JupyterLab space/m);
  });

  it("that do not start say why", async () => {
    const faults = [{ operation: "CreateApp", error: "fails", message: "no capacity for ml.t3.medium" }];
    const { run } = account({ ...quickStory, settings: { ...quickStory.settings, faults } });
    const { code, stderr } = await run("studioctl app start -d research --user alice --type KernelGateway");
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: .* did not start: it is Failed\nwhy: no capacity for ml\.t3\.medium$/m),
    ]);
  });

  it("take longer than one waits: 124, or are not waited for at all", async () => {
    const { run } = account({ ...quickStory, settings: { transitionSeconds: { appStart: 600 } } });
    const start = "studioctl app start -d research --user alice --type KernelGateway";
    expect(await run(`${start} --name one --timeout 1s`)).toMatchObject({ code: 124, stderr: expect.stringContaining("gave up waiting") });
    expect(await run(`${start} --name two --no-wait`)).toMatchObject({ code: 0, stdout: expect.stringMatching(/Status +Pending/) });
  });

  it("are read from stdin for -, in any form of reference", async () => {
    const { run } = account();
    const { code, stdout } = await run("studioctl app stop - -d research --yes -o jsonl", {
      stdin: "alice/vision-gpu\ndmitri/KernelGateway/finetune\n\nspace:etl-scripts/default",
    });
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line): string => JSON.parse(line).Result),
    ).toEqual(["stopped", "stopped", "stopped"]);
  });

  it("fail to stop one by one: 3, and the others stop", async () => {
    const faults = [
      { operation: "DeleteApp", matching: "features", error: "AccessDeniedException", message: "not on Sundays", status: 400 },
    ];
    const { run } = account({ ...quickStory, settings: { ...quickStory.settings, faults } });
    const { code, stdout } = await run("studioctl app stop ben/explore ben/features -d research --yes");
    expect(code).toBe(3);
    expect(stdout).toMatch(/explore +stopped/);
    expect(stdout).toMatch(/features +failed +\S/);
  });

  it("that are named ambiguously are a usage error that lists what could be meant", async () => {
    const { run } = account();
    const { code, stderr } = await run("studioctl app describe default -d research");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^why: d-\S+\/\S+\/\S+\/default, /m);
  });
});
