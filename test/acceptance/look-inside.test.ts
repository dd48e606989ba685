import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { probeScript } from "../../src/core/inside/probe.ts";
import { createActivityProbe } from "../../src/jupyter/probe.ts";
import { createJupyterSessions } from "../../src/jupyter/session.ts";
import { terminalsOf } from "../../src/jupyter/terminals.ts";
import { createInsideLook } from "../../src/operations/inside/look.ts";
import { createShutdowns } from "../../src/operations/inside/shutdowns.ts";
import { applySweep } from "../../src/operations/sweep/apply.ts";
import { planSweep } from "../../src/operations/sweep/plan.ts";
import { policies } from "../../src/operations/sweep/policies.ts";
import { defaultScope } from "../../src/operations/sweep/scope.ts";
import type { JupyterKey } from "../../src/ports/jupyter.ts";
import { systemClock } from "../../src/system/clock.ts";
import { lab, owned, world } from "../operations/sweep/sweep.ts";
import { type Requirement, requirement } from "../requirements.ts";
import { onCurrentJupyter } from "./current-jupyter.ts";
import { type RealJupyter, startJupyter } from "./real-jupyter.ts";

const hour = 3_600_000;
const nlp: JupyterKey = { DomainId: "d-one", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" };

const namespaces: Requirement = {
  name: "unshare",
  packages: ["util-linux"],
  probe: ["unshare", "--user", "--map-current-user", "--pid", "--fork", "--mount-proc", "true"],
};

await onCurrentJupyter((python) => {
  requirement(namespaces, () => tests(python));
});

function tests(python: string): void {
  describe("a sweep that looks inside, on a real Jupyter server", () => {
    let jupyter: RealJupyter;
    beforeAll(async () => {
      jupyter = await startJupyter({ python, base: "/jupyterlab/default", loadingPage: false, contained: true });
    });
    afterAll(() => jupyter.close());

    const signIn = { createPresignedDomainUrl: async () => new Secret(jupyter.presign()) };

    /** A space whose server is the real one, and a clock that a test can move. */
    function sweeps() {
      let ahead = 0;
      const clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
      const sessions = createJupyterSessions({ signIn, clock: systemClock });
      const inside = createInsideLook({ jupyter: sessions, terminalsOf, clock, notice: () => {}, probe: probeScript() });
      const app = lab("nlp", { CreationTime: new Date(Date.now() - 9 * hour) });
      const here = world({ apps: [app], spaces: [owned("nlp", "maya")] });
      const [region] = here.ports.regions;
      if (region === undefined) throw new Error("there is a Region");
      const regions = [{ ...region, probe: createActivityProbe({ signIn, clock }), inside, shutdowns: createShutdowns(sessions) }];
      const ports = { ...here.ports, clock, regions };
      const all = policies({ thresholds: { lookInside: true }, protectTags: [], shutDownKernels: true });
      return {
        here,
        advance: (ms: number) => void (ahead += ms),
        run: async () => {
          const planned = await planSweep(ports, { scope: defaultScope, policies: all }, here.work);
          const report = await applySweep(ports, planned, here.work);
          const [decision] = report.Decisions;
          return { verdict: `${decision?.Verdict} ${decision?.Result}`, reason: decision?.Reason ?? "", kernels: report.Kernels ?? [] };
        },
      };
    }

    const terminals = async (): Promise<string[]> =>
      Object(await jupyter.call("GET", "/api/terminals")).map(({ name }: { name: string }) => name);

    it("keeps an app whose script runs in a terminal with a closed tab, by its name, and stops it an hour after it has ended", async () => {
      const name = String(Object(await jupyter.call("POST", "/api/terminals", { shell_command: ["/bin/bash", "--norc", "-i"] })).name);
      writeFileSync(join(jupyter.home, "train.py"), "import os, time\nwhile not os.path.exists('done'): time.sleep(0.1)\n");
      // A tab that starts the script and is closed.
      const session = await createJupyterSessions({ signIn, clock: systemClock }).open(nlp, "maya", { sessionSeconds: 1800 });
      const tab = await terminalsOf(session).attach(name);
      await tab.type(`cd ${jupyter.home} && python3 train.py\r`);
      const { here, advance, run } = sweeps();
      advance(3 * hour);
      await expect.poll(async () => (await run()).reason, { timeout: 30_000 }).toMatch(/terminal 1 runs train\.py/);
      tab.close();
      session.close();
      expect((await run()).verdict).toBe("active kept");
      expect((await terminals()).filter((each) => each.startsWith("studioctl_look_"))).toEqual([]);
      // The script ends; its terminal stays open.
      writeFileSync(join(jupyter.home, "done"), "");
      await expect.poll(async () => (await run()).reason, { timeout: 30_000 }).not.toMatch(/runs train/);
      expect((await run()).verdict).not.toMatch(/^idle/);
      advance(hour - 60_000);
      expect((await run()).verdict).not.toMatch(/^idle/);
      advance(120_000);
      expect(await run()).toMatchObject({ verdict: "idle stopped" });
      expect(here.studio.count("deleteApp")).toBe(1);
      expect((await terminals()).filter((each) => each.startsWith("studioctl_look_"))).toEqual([]);
    }, 60_000);

    it("shuts down a kernel that is idle, and no other", async () => {
      const start = async (): Promise<string> => String(Object(await jupyter.call("POST", "/api/kernels", { name: "python3" })).id);
      const [idle, busy] = [await start(), await start()];
      await jupyter.execute(idle, "1");
      await jupyter.execute(busy, "import time; time.sleep(1000)");
      const states = async (): Promise<Record<string, string>> =>
        Object.fromEntries(
          Object(await jupyter.call("GET", "/api/kernels")).map((each: Record<string, string>) => [each["id"], each["execution_state"]]),
        );
      await expect.poll(states, { timeout: 30_000 }).toMatchObject({ [idle]: "idle", [busy]: "busy" });
      const { advance, run } = sweeps();
      advance(3 * hour);
      const { verdict, kernels } = await run();
      expect(verdict).toBe("active kept");
      expect(kernels.map(({ Id, Result, Reason }) => [Id, Result, Reason])).toEqual([
        [idle, "stopped", expect.stringContaining("kernel idle for 3h")],
      ]);
      expect(Object.keys(await states())).toEqual([busy]);
    }, 60_000);
  });
}
