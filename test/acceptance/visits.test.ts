import { request } from "node:http";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { type Account, account, patience, quickStory } from "./account.ts";

/*
 * Who came to Studio, as CloudTrail records it: what a run makes of it, and of not being allowed to ask.
 */

const launcher = join(import.meta.dirname, "../../bin/studioctl.js");

/** Signs a user in to a space with another client than studioctl, through a sandbox that is served for as long as this takes. */
async function comesTo({ environment, state }: Account, SpaceName: string, UserProfileName: string): Promise<void> {
  const DomainId = Object.values(state().sagemaker.spaces).find((space) => space.SpaceName === SpaceName)?.DomainId;
  const server = spawn(process.execPath, [launcher, "sandbox", "serve", "--port", "0"], {
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const port = await new Promise<string>((resolve) => {
    let said = "";
    for (const stream of [server.stdout, server.stderr]) {
      stream.on("data", (part: Buffer) => {
        said += part.toString();
        const [, found] = /127\.0\.0\.1:(\d+)/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
    }
  });
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "SageMaker.CreatePresignedDomainUrl",
    "user-agent": "Boto3/1.43.11",
  };
  const answer = await new Promise<string>((resolve, reject) => {
    const call = request(`http://127.0.0.1:${port}/`, { method: "POST", headers }, (response) => void text(response).then(resolve, reject));
    call.on("error", reject);
    call.end(JSON.stringify({ DomainId, UserProfileName, SpaceName }));
  });
  expect(answer).toContain("AuthorizedUrl");
  const gone = new Promise((resolve) => void server.once("exit", resolve));
  server.kill("SIGINT");
  await gone;
}

const plan = "studioctl auto-shutdown plan -o json";
const app = { SpaceName: "etl-scripts" };

describe.concurrent("recorded connections", patience, () => {
  it("keep an app that would stop, in the plan and in the run; a sweep's own sign-ins do not", async () => {
    const here = account();
    for (const _ of ["before", "after a sign-in of the sweep"]) {
      const { Decisions } = JSON.parse((await here.run(plan)).stdout);
      expect(Decisions).toContainEqual(expect.objectContaining({ ...app, Verdict: "idle", Result: "planned" }));
    }
    await comesTo(here, "etl-scripts", "ben");
    const outcome = await here.run("studioctl auto-shutdown run --yes -o json");
    const kept = { ...app, Verdict: "active", Result: "kept", Reason: expect.stringContaining("a presigned URL was made") };
    expect(JSON.parse(outcome.stdout).Decisions).toContainEqual(expect.objectContaining(kept));
  });

  it("are not considered without the permission: said once, and the run does not fail", async () => {
    const settings = { ...quickStory.settings, denied: ["cloudtrail:LookupEvents"] };
    const here = account({ ...quickStory, settings });
    const outcome = await here.run(plan);
    expect([outcome.code, JSON.parse(outcome.stdout).DeniedActions]).toEqual([0, ["cloudtrail:LookupEvents"]]);
    const notes = outcome.stderr.split("\n").filter((line) => line.includes("cloudtrail"));
    expect(notes).toEqual([expect.stringMatching(/^note: not allowed: cloudtrail:LookupEvents, which is optional/)]);
    expect(outcome.stderr).not.toContain("warning: not allowed");
  });
});
