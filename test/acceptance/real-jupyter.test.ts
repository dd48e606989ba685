import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Kernel, ServerActivity } from "../../src/core/idle/facts.ts";
import type { ServerKey } from "../../src/core/domain/domain.ts";
import { Secret } from "../../src/core/secret.ts";
import { createActivityProbe } from "../../src/jupyter/probe.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { jupyterServer, requirement } from "../requirements.ts";
import { onCurrentJupyter } from "./current-jupyter.ts";
import { runWithServers } from "./own-servers.ts";
import { type Flavour, heldBack, type RealJupyter, startJupyter } from "./real-jupyter.ts";

const classic: ServerKey = { DomainId: "d-real", owner: { UserProfileName: "alice" }, AppType: "JupyterServer" };
const lab: ServerKey = { DomainId: "d-real", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" };

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
  describe("Debian's Jupyter server, behind a user's host", () => {
    tests(classic, { python: "/usr/bin/python3", base: "/jupyter/default", loadingPage: true });
  });
});

await onCurrentJupyter((python) => {
  describe("a current Jupyter server, behind a space's host", () => {
    tests(lab, { python, base: "/jupyterlab/default", loadingPage: false });
  });
});

function tests(server: ServerKey, flavour: Flavour): void {
  let jupyter: RealJupyter;
  let probe: ReturnType<typeof createActivityProbe>;
  let signIns: number;
  beforeAll(async () => {
    jupyter = await startJupyter(flavour);
  });
  afterAll(() => jupyter.close());
  beforeEach(() => {
    signIns = 0;
    const createPresignedDomainUrl = async (): Promise<Secret> => {
      signIns += 1;
      return new Secret(jupyter.presign());
    };
    probe = createActivityProbe({ signIn: { createPresignedDomainUrl }, clock });
  });

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

  async function startKernel(path?: string, name = "python3"): Promise<string> {
    if (path === undefined) return idOf(await jupyter.call("POST", "/api/kernels", {}));
    const session = await jupyter.call("POST", "/api/sessions", { path, name: path, type: "notebook", kernel: { name } });
    return idOf(Object(session).kernel);
  }

  /** When the terminal was last active. */
  async function terminalTime(name: string): Promise<number> {
    const terminal = (await look()).terminals.find((terminal) => terminal.name === name);
    if (terminal?.lastActivity === undefined) throw new Error(`terminal ${name} has no time`);
    return terminal.lastActivity.getTime();
  }

  it("is read in one sign-in, and has nothing running at first", async () => {
    expect(await look()).toEqual({ observedAt: expect.any(Date), started: expect.any(Date), kernels: [], terminals: [] });
    expect(signIns).toBe(1);
  });

  it("does not count our requests as activity", async () => {
    const before = await jupyter.call("GET", "/api/status?no_track_activity=1");
    await look();
    expect(await jupyter.call("GET", "/api/status?no_track_activity=1")).toMatchObject({ last_activity: Object(before).last_activity });
  });

  it("shows an idle kernel with its notebook and time", async () => {
    const before = Date.now();
    const id = await startKernel("notes.ipynb");
    await jupyter.execute(id, "1 + 1");
    const kernel = await kernelIn("idle", id);
    expect(kernel).toMatchObject({ path: "notes.ipynb", connections: 0 });
    expect(kernel.lastActivity?.getTime()).toBeGreaterThanOrEqual(before);
    expect(kernel.lastActivity?.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it("shows a kernel at work in silence as busy, its time standing still", async () => {
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

  it("shows a kernel without a session", async () => {
    const id = await startKernel();
    await jupyter.execute(id, "1 + 1");
    const kernel = await kernelIn("idle", id);
    expect(Object.keys(kernel)).not.toContain("path");
  });

  it("shows a kernel whose start takes long as starting, until it is there", async () => {
    const id = await startKernel("slow.ipynb", heldBack);
    expect((await look()).kernels).toContainEqual(expect.objectContaining({ id, state: "starting", path: "slow.ipynb" }));
    await jupyter.release();
    await jupyter.execute(id, "1 + 1");
    await kernelIn("idle", id);
  });

  it("shows a terminal with its time", async () => {
    const before = Date.now();
    const { name } = Object(await jupyter.call("POST", "/api/terminals", {}));
    const terminal = (await look()).terminals.find((terminal) => terminal.name === name);
    expect(terminal?.lastActivity?.getTime()).toBeGreaterThanOrEqual(before);
  });

  it("moves the time of a terminal that prints, and not of a silent one", async () => {
    const silent = await jupyter.watchTerminal("exec sleep 600");
    const printing = await jupyter.watchTerminal("while echo epoch; do sleep 0.1; done");
    const before = { silent: await terminalTime(silent), printing: await terminalTime(printing) };
    const moved = async (): Promise<boolean> => (await terminalTime(printing)) > before.printing + 500;
    await vi.waitUntil(moved, { timeout: 8000, interval: 100 });
    expect(await terminalTime(silent)).toBe(before.silent);
  });

  it("is judged by the built command", async () => {
    const { app, seed } = simulated(server.AppType);
    const { code, stdout } = await runWithServers(
      seed,
      () => jupyter.presign(),
      `studioctl auto-shutdown plan --type ${server.AppType} -o json`,
    );
    const { Decisions } = Object(JSON.parse(stdout));
    // The service has listed the app for eight hours: only the server itself tells that it has just started.
    expect([code, Decisions]).toMatchObject([0, [{ ...app, Verdict: "grace", Reason: expect.stringMatching(/^started /) }]]);
  });

  it("is unseen where it refuses the token, and not asked again", async () => {
    jupyter.acceptToken(false);
    const refused = await probe.observe(server, "alice");
    jupyter.acceptToken(true);
    expect(refused).toEqual({ seen: false, refused: true, why: expect.stringMatching(/^the server answered 403 to \/api\//) });
    expect(signIns).toBe(1);
  });

  it("lets nobody in without the cookie", async () => {
    const stranger = createActivityProbe({
      signIn: { createPresignedDomainUrl: async () => new Secret(`${jupyter.origin}/auth?token=forged`) },
      clock,
    });
    expect(await stranger.observe(server, "alice")).toEqual({ seen: false, refused: true, why: "the server answered 403 to the sign-in" });
  });

  it("is unseen while it is down, and read again after a restart, without what ran before", async () => {
    const id = await startKernel("lost.ipynb");
    expect((await look()).kernels).toContainEqual(expect.objectContaining({ id }));
    await jupyter.stop();
    expect(await probe.observe(server, "alice")).toEqual({
      seen: false,
      why: expect.stringMatching(/^the server answered 502 to \/api\//),
    });
    await jupyter.startAnew();
    expect(await look()).toEqual({ observedAt: expect.any(Date), started: expect.any(Date), kernels: [], terminals: [] });
    expect(signIns).toBe(2);
  });
}

/** An account with one such server. */
function simulated(type: ServerKey["AppType"]): { readonly app: object; readonly seed: Seed } {
  const apps = [{ type, started: "8h" }];
  if (type === "JupyterServer")
    return { app: { UserProfileName: "alice" }, seed: { domains: [{ name: "lab", users: [{ name: "alice", apps }] }] } };
  return {
    app: { SpaceName: "nlp" },
    seed: { domains: [{ name: "lab", users: [{ name: "alice" }], spaces: [{ name: "nlp", owner: "alice", type, apps }] }] },
  };
}

function idOf(answer: unknown): string {
  const { id } = Object(answer);
  expect(id).toBeTypeOf("string");
  return String(id);
}
