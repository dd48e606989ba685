import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Kernel, ServerActivity } from "../../src/core/activity.ts";
import type { ServerKey } from "../../src/core/domain.ts";
import { Secret } from "../../src/core/secret.ts";
import { createActivityProbe } from "../../src/jupyter/probe.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { jupyterServer, requirement } from "../requirements.ts";
import { type RealJupyter, startJupyter } from "./real-jupyter.ts";

const server: ServerKey = { DomainId: "d-real", owner: { UserProfileName: "alice" }, AppType: "JupyterServer" };

/** This machine's time, for a server that lives in it. */
const clock: Clock = {
  now: () => new Date(),
  random: Math.random,
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, milliseconds);
      signal?.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};

requirement(jupyterServer, () => {
  let jupyter: RealJupyter;
  let probe: ReturnType<typeof createActivityProbe>;
  beforeAll(async () => {
    jupyter = await startJupyter();
  });
  afterAll(() => jupyter.close());
  beforeEach(() => {
    probe = createActivityProbe({ signIn: { createPresignedDomainUrl: async () => new Secret(jupyter.presign()) }, clock });
  });
  afterEach(() => probe.close());

  async function look(): Promise<ServerActivity> {
    const observation = await probe.observe(server, "alice");
    if (!observation.seen) throw new Error(observation.why);
    return observation.activity;
  }

  /** Looks until the kernel is in that state. */
  function kernelIn(state: string, id: string): Promise<Kernel> {
    return vi.waitFor(
      async () => {
        const kernel = (await look()).kernels.find((kernel) => kernel.id === id);
        if (kernel?.state !== state) throw new Error(`the kernel is ${kernel?.state}`);
        return kernel;
      },
      { timeout: 25_000, interval: 100 },
    );
  }

  async function startKernel(path?: string): Promise<string> {
    if (path === undefined) return idOf(await jupyter.call("POST", "/api/kernels", {}));
    const session = await jupyter.call("POST", "/api/sessions", { path, name: path, type: "notebook", kernel: { name: "python3" } });
    return idOf(Object(session).kernel);
  }

  describe("a real Jupyter server", () => {
    it("is read in one sign-in, and has nothing running at first", async () => {
      expect(await look()).toEqual({ observedAt: expect.any(Date), kernels: [], terminals: [] });
    });

    it("does not count our looking as activity", async () => {
      const before = await jupyter.call("GET", "/api/status?no_track_activity=1");
      await look();
      expect(await jupyter.call("GET", "/api/status?no_track_activity=1")).toMatchObject({ last_activity: Object(before).last_activity });
    });

    it("tells an idle kernel with its notebook and time", async () => {
      const before = Date.now();
      const id = await startKernel("notes.ipynb");
      await jupyter.execute(id, "1 + 1");
      const kernel = await kernelIn("idle", id);
      expect(kernel).toMatchObject({ path: "notes.ipynb", connections: 0 });
      expect(kernel.lastActivity?.getTime()).toBeGreaterThanOrEqual(before);
      expect(kernel.lastActivity?.getTime()).toBeLessThanOrEqual(Date.now());
    });

    it("tells a kernel at work in silence as busy, its time standing still", async () => {
      const id = await startKernel("train.ipynb");
      await jupyter.execute(id, "import time; time.sleep(600)");
      await vi.waitFor(
        async () => {
          const { kernels, observedAt } = await look();
          const kernel = kernels.find((kernel) => kernel.id === id);
          expect(kernel?.state).toBe("busy");
          expect(observedAt.getTime() - (kernel?.lastActivity?.getTime() ?? Number.NaN)).toBeGreaterThan(500);
        },
        { timeout: 25_000, interval: 100 },
      );
    });

    it("tells a kernel without a session", async () => {
      const id = await startKernel();
      await jupyter.execute(id, "1 + 1");
      const kernel = await kernelIn("idle", id);
      expect(Object.keys(kernel)).not.toContain("path");
    });

    it("tells a terminal with its time", async () => {
      const before = Date.now();
      const { name } = Object(await jupyter.call("POST", "/api/terminals", {}));
      const terminal = (await look()).terminals.find((terminal) => terminal.name === name);
      expect(terminal?.lastActivity?.getTime()).toBeGreaterThanOrEqual(before);
    });

    it("lets nobody in without the cookie", async () => {
      const stranger = createActivityProbe({
        signIn: { createPresignedDomainUrl: async () => new Secret(`${jupyter.origin}/auth?token=forged`) },
        clock,
      });
      expect(await stranger.observe(server, "alice")).toEqual({ seen: false, why: "the server answered 403 to the sign-in" });
      stranger.close();
    });
  });
});

function idOf(answer: unknown): string {
  const { id } = Object(answer);
  expect(id).toBeTypeOf("string");
  return String(id);
}
