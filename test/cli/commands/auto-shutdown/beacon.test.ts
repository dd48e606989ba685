import { describe, expect, it } from "vitest";
import { fakeLifecycleConfigs } from "../../../fakes/lifecycle-configs.ts";
import { fakeStudio } from "../../../fakes/studio.ts";
import { studioctl } from "../../run.ts";

const studioWith = (more = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research" }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
    spaces: [
      { DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "Alice" } },
      { DomainId: "d-1", SpaceName: "other", OwnershipSettings: { OwnerUserProfileName: "bob" } },
    ],
    ...more,
  });

describe("beacon print", () => {
  it("prints the script without a call", async () => {
    const studio = studioWith();
    const { code, stdout } = await studioctl("auto-shutdown beacon print --every 10m --touch-activity", { studio });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#!\/bin\/sh\n# studioctl-beacon v1 every=10m touch=yes\n/);
    expect(studio.calls).toEqual([]);
  });

  it("prints a policy that denies the key of the tag on what is not the role's own", async () => {
    const { stdout } = await studioctl("auto-shutdown beacon print --policy", { studio: studioWith() });
    const { Statement } = JSON.parse(stdout);
    expect(Statement).toMatchObject([
      {
        Effect: "Allow",
        Action: "sagemaker:AddTags",
        Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["studioctl:beacon"] }, Null: { "aws:TagKeys": "false" } },
      },
      { Effect: "Deny", Condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": ["studioctl:beacon"] } } },
      { Effect: "Deny", Condition: { Null: { "sagemaker:TaggingAction": "true" } } },
    ]);
    expect(stdout).toContain("${sagemaker:DomainId}/${sagemaker:UserProfileName}");
  });

  it("names the apps of a user's private spaces in the policy of the user's own role", async () => {
    const { stdout } = await studioctl("auto-shutdown beacon print --policy --user alice", { studio: studioWith() });
    const [allow, deny] = JSON.parse(stdout).Statement;
    expect(allow.Resource).toEqual([expect.stringMatching(/^arn:aws:sagemaker:[^:]+:\d+:app\/d-1\/nlp\/\*$/)]);
    expect(deny.NotResource).toEqual(allow.Resource);
  });

  it.each(["90s", "30s", "16m", "1h"])(
    "refuses --every %s, which cron cannot repeat or which leaves work unseen for too long",
    async (every) => {
      const { code, stderr } = await studioctl(`auto-shutdown beacon print --every ${every}`, { studio: studioWith() });
      expect([code, stderr]).toEqual([2, expect.stringContaining("whole minutes from 1m to 15m")]);
    },
  );
});

describe("beacon install", () => {
  it("shows the difference and changes nothing in a dry run", async () => {
    const studio = studioWith();
    const lifecycleConfigs = fakeLifecycleConfigs();
    const { code, stdout } = await studioctl("auto-shutdown beacon install --dry-run -o json", { studio, lifecycleConfigs });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      Changed: false,
      DryRun: true,
      Differences: [{ DomainId: "d-1" }, { DomainId: "d-1" }],
      InTheWay: [],
    });
    expect([studio.count("updateDomain"), lifecycleConfigs.created]).toEqual([0, []]);
  });

  it("changes nothing without a yes", async () => {
    const studio = studioWith();
    expect((await studioctl("auto-shutdown beacon install", { studio, lifecycleConfigs: fakeLifecycleConfigs() })).code).toBe(5);
    expect(studio.count("updateDomain")).toBe(0);
  });

  it("is done once, then finds nothing to change, and is removed", async () => {
    const world = { studio: studioWith(), lifecycleConfigs: fakeLifecycleConfigs() };
    expect((await studioctl("auto-shutdown beacon install --type JupyterLab --yes", world)).code).toBe(0);
    expect((await studioctl("auto-shutdown beacon install --type JupyterLab --yes", world)).stderr).toContain("already installed");
    const { stderr } = await studioctl("auto-shutdown beacon remove --yes", world);
    expect(stderr).toContain("deleted: lifecycle config studioctl-beacon-jupyterlab-");
    expect((await studioctl("auto-shutdown beacon remove --yes", world)).stderr).toContain("no beacon is installed here");
  });
});
