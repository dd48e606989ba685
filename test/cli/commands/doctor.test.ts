import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { fakeAccess, fakeChain } from "../../fakes/access.ts";
import { domain } from "../../fakes/entities.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { studioctl, type World } from "../run.ts";

const studio = fakeStudio({ domains: [domain({ DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" })] });
const run = (line: string, world: Partial<World> = {}) => studioctl(line, { studio, ...world });
const env = { STUDIOCTL_CONFIG: "/nowhere/config.json" };

describe("doctor", () => {
  it("prints a line for each check and their sum, and ends with 0", async () => {
    const { code, stdout, stderr } = await run("doctor", { env });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+ PASS, 0 WARN, 0 FAIL\n$/)]);
    expect(stdout).toMatch(/^Node +PASS +24\.1\.0$/m);
    expect(stdout).toMatch(/^Configuration +PASS +nothing is set \(\/nowhere\/config\.json\)$/m);
    expect(stdout).toMatch(/^Domain research +PASS +d-1 is InService$/m);
    expect((await run("doctor -q", { env })).stderr).toBe("");
  });

  it("ends with 1 where anything fails, and puts the fix beside it", async () => {
    const access = fakeAccess({ simulated: { "sagemaker:DeleteApp": "denied" } });
    const { code, stdout } = await run("doctor", { env, access });
    expect([code, stdout]).toEqual([
      1,
      expect.stringMatching(/^Permissions: list and stop +FAIL +1 of 10 denied: .* fix: add to a policy of arn:/m),
    ]);
  });

  it("doctor ends with 0 if there are only warnings", async () => {
    const access = fakeAccess({ refusal: "denied" });
    expect(await run("doctor", { env, access })).toMatchObject({ code: 0, stderr: expect.stringMatching(/ 1 WARN, 0 FAIL$/m) });
  });

  it.each([
    ["doctor --region eu-west-1", {}, "--region"],
    ["doctor", { AWS_REGION: "us-east-1" }, "AWS_REGION"],
    ["doctor", { AWS_DEFAULT_REGION: "us-east-1" }, "AWS_DEFAULT_REGION"],
    ["doctor", { AWS_PROFILE: "studio" }, "profile studio"],
    ["doctor --profile other", { AWS_PROFILE: "studio" }, "profile other"],
  ])("tells for %s with %j that the Region is from %s", async (line, variables, from) => {
    expect((await run(line, { env: { ...env, ...variables } })).stdout).toMatch(new RegExp(`^Region +PASS +us-east-1, from ${from}$`, "m"));
  });

  it("names the profile that credentials are from", async () => {
    const chain = fakeChain({ credentials: async () => ({ kind: "sso" }) });
    expect((await run("doctor --profile studio", { env, chain })).stdout).toMatch(
      /^Credentials +PASS +the SSO session of profile studio$/m,
    );
  });

  it("has objects for scripts, and names for -o name", async () => {
    const chain = fakeChain({
      credentials: () => Promise.reject(new StudioctlError("no-credentials", "no AWS credentials found", { fix: "log in" })),
    });
    const { code, stdout } = await run("doctor -o json --query [?Result==`FAIL`]", { env, chain });
    expect([code, JSON.parse(stdout)]).toEqual([
      1,
      [{ Check: "Credentials", Result: "FAIL", Detail: "no AWS credentials found", Fix: "log in" }],
    ]);
    expect((await run("doctor -o name", { env })).stdout).toMatch(/^Node\nConfiguration\n/);
  });
});
