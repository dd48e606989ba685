import { describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

describe("what an app wrote", patience, () => {
  const { run } = account();

  it("is shown with what its lifecycle config wrote, and to scripts as the service's documents", async () => {
    const { code, stdout } = await run("studioctl app logs farid/default -d research");
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/\[lifecycle config\] LifecycleConfig execution failed with non zero exit code 1\n/),
    ]);
    const json = await run("studioctl app logs farid/default -d research --lines 2 -o json --query '[].[logStreamName, message]'");
    expect(JSON.parse(json.stdout)).toHaveLength(4);
  });

  it("app logs --follow shows lines as they arrive, until Ctrl-C", async () => {
    const { code, stdout } = await run("studioctl app logs ben/nightly-fit -d research -f --debug", {
      onStderr: (text, signal) => {
        if (text.split("FilterLogEvents").length > 2) signal("SIGINT");
      },
    });
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });
});

describe("why an app is as it is", patience, () => {
  const { run } = account();

  it("names the quota that a failed start met, and a command that shows how to raise it", async () => {
    const { code, stdout } = await run("studioctl app why dmitri/finetune-large -d research");
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining('Cause    the quota "Studio KernelGateway Apps running on ml.g5.48xlarge instance" is 0'),
    ]);
    const [, command = ""] = /ask for more, as this shows: (studioctl quota .+)/.exec(stdout) ?? [];
    expect(await run(command)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("aws service-quotas request-service-quota-increase"),
    });
  });

  it("finds the lifecycle config that failed in an app that runs", async () => {
    const { stdout } = await run("studioctl app why farid/default -d research -o json --query Diagnosis.Cause");
    expect(JSON.parse(stdout)).toContain("its lifecycle config failed");
  });

  it("says so where the app runs as it should", async () => {
    expect(await run("studioctl app why erin/sql -d research")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("nothing is wrong"),
    });
  });
});
