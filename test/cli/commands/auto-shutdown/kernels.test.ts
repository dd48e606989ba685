import { describe, expect, it } from "vitest";
import type { App } from "../../../../src/core/app/app.ts";
import { StudioctlError } from "../../../../src/core/errors.ts";
import { fakeScheduling } from "../../../fakes/scheduler.ts";
import { fakeShutdowns } from "../../../fakes/shutdowns.ts";
import { fakeStudio } from "../../../fakes/studio.ts";
import { hoursAgo, studioctl, type World } from "../../run.ts";

const app: App = {
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: hoursAgo(9),
};

/** A space with a busy kernel and an idle one. */
function space(): World & { readonly shutdowns: ReturnType<typeof fakeShutdowns> } {
  const kernels = [
    { id: "busy", state: "busy", lastActivity: hoursAgo(2) },
    { id: "0a1b2c3d-0000", state: "idle", lastActivity: hoursAgo(5), path: "old.ipynb" },
  ];
  const spaces = [{ DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "alice" } }];
  return {
    studio: fakeStudio({ domains: [{ DomainId: "d-1" }], apps: [app], spaces }),
    servers: { "space:nlp JupyterLab": { kernels } },
    shutdowns: fakeShutdowns(),
  };
}

const done = "space:nlp JupyterLab: kernel 0a1b2c3d-0000";

describe("--kernels", () => {
  it("run shuts down idle kernels and lists each, with the sum", async () => {
    const here = space();
    const { code, stdout, stderr } = await studioctl("auto-shutdown run --yes --kernels", here);
    expect(here.shutdowns.log).toContain(done);
    expect(stdout).toMatch(/space:nlp\/default +old\.ipynb +stopped +kernel idle for 5h, old\.ipynb/);
    expect(stderr).toContain("1 of 1 idle kernel in apps that stay shut down");
    expect(code).toBe(0);
  });

  it("plan and run --dry-run show what would be shut down", async () => {
    for (const line of ["auto-shutdown plan --kernels", "auto-shutdown run --dry-run --kernels"]) {
      const here = space();
      const { stdout, stderr } = await studioctl(line, here);
      expect(stdout).toMatch(/old\.ipynb +planned/);
      expect(stderr).toContain("1 idle kernel in apps that stay would be shut down");
      expect(here.shutdowns.log).toEqual([]);
    }
  });

  it("json has them, and nothing of it without the flag", async () => {
    const { stdout } = await studioctl("auto-shutdown run --yes --kernels -o json", space());
    expect(JSON.parse(stdout).Kernels).toEqual([
      expect.objectContaining({ Kind: "kernel", Id: "0a1b2c3d-0000", Path: "old.ipynb", IdleSeconds: 18_000, Result: "stopped" }),
    ]);
    const here = space();
    expect(JSON.parse((await studioctl("auto-shutdown run --yes -o json", here)).stdout)).not.toHaveProperty("Kernels");
    expect(here.shutdowns.log).toEqual([]);
  });

  it("asks before it shuts down, and leaves all after a no", async () => {
    const questions: string[] = [];
    const here = space();
    const confirm = async (question: string) => {
      questions.push(question);
      return false;
    };
    await studioctl("auto-shutdown run --kernels", { ...here, terminal: true, answers: { confirm } });
    expect(questions).toEqual(["Shut down this kernel?"]);
    expect(here.shutdowns.log).toEqual([]);
  });

  it("a failure is exit 3", async () => {
    const here = space();
    here.shutdowns.set("0a1b2c3d-0000", new StudioctlError("unavailable", "the server answered 500"));
    expect(await studioctl("auto-shutdown run --yes --kernels", here)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("1 failed"),
    });
  });

  it("a schedule carries it", async () => {
    const world = { studio: fakeStudio(), scheduling: fakeScheduling(), env: { HOME: "/home/alice", PATH: "/usr/bin:/bin" } };
    const { stdout } = await studioctl("auto-shutdown schedule print --every 1h --region us-east-1 --kernels", world);
    expect(stdout).toMatch(/auto-shutdown run .*--kernels/);
  });
});
