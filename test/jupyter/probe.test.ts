import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Observation } from "../../src/core/idle/facts.ts";
import type { ServerKey } from "../../src/core/domain/domain.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { Secret } from "../../src/core/secret.ts";
import { createActivityProbe } from "../../src/jupyter/probe.ts";
import type { PresignedUrlRequest } from "../../src/ports/studio.ts";
import type { JupyterServerState } from "../../src/sandbox/jupyter-state.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";
import { alice, domain, runOn, serve, type ServedSandbox, start, withApps } from "../sandbox/jupyter/served-sandbox.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";

const nlp = { SpaceName: "nlp" };
const classic: ServerKey = { DomainId: domain, owner: alice, AppType: "JupyterServer" };
const lab: ServerKey = { DomainId: domain, owner: nlp, AppType: "JupyterLab" };
const editor: ServerKey = { DomainId: domain, owner: nlp, AppType: "CodeEditor" };

const image = "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0";
const classicApps = [
  { ...alice, AppType: "JupyterServer", AppName: "default" },
  { ...alice, AppType: "KernelGateway", AppName: "cpu", image },
] as const;
const idleKernel = {
  id: "k1",
  name: "python3",
  state: "idle",
  activity: { at: start - 7_200_000 },
  connections: 1,
  path: "a.ipynb",
  appName: "cpu",
} as const;

let clock: ManualClock;
let sandbox: ServedSandbox;
let probe: ReturnType<typeof createActivityProbe>;
let presigned: PresignedUrlRequest[];

beforeEach(() => {
  clock = manualClock(start);
  presigned = [];
});
afterEach(async () => {
  await sandbox.close();
});

async function open(state: SandboxState): Promise<void> {
  sandbox = await serve(state, () => clock.now().getTime());
  const signIn = {
    createPresignedDomainUrl: async (request: PresignedUrlRequest): Promise<Secret> => {
      presigned.push(request);
      const { ExpiresInSeconds = 300, SessionExpirationDurationInSeconds = 43_200, ...rest } = request;
      return new Secret(
        sandbox.presign({ ...rest, expiresInSeconds: ExpiresInSeconds, sessionSeconds: SessionExpirationDurationInSeconds }),
      );
    },
  };
  probe = createActivityProbe({ signIn, clock });
}

function openClassic(server: Partial<JupyterServerState>): Promise<void> {
  return open(runOn(withApps(...classicApps), alice, server));
}

function openSpace(AppType: "JupyterLab" | "CodeEditor", server: Partial<JupyterServerState>): Promise<void> {
  return open(runOn(withApps({ ...nlp, AppType, AppName: "default" }), nlp, server));
}

/** Advances by steps as long as somebody waits for the clock, up to the answer. */
async function patiently(observation: Promise<Observation>, step: number): Promise<Observation> {
  let answered = false;
  void observation.finally(() => (answered = true)).catch(() => undefined);
  await vi.waitUntil(() => {
    clock.advance(answered ? 0 : step);
    return answered;
  });
  return observation;
}

describe("a Classic server", () => {
  it("shows kernels with their app, times and notebook, and terminals without time", async () => {
    await openClassic({ kernels: [idleKernel], terminals: [{ name: "1" }] });
    expect(await probe.observe(classic, "alice")).toEqual({
      seen: true,
      activity: {
        observedAt: new Date(start),
        kernels: [{ id: "k1", state: "idle", lastActivity: new Date(start - 7_200_000), connections: 1, appName: "cpu", path: "a.ipynb" }],
        terminals: [{ name: "1" }],
        started: new Date(start - 3_600_000),
      },
    });
  });

  it("shows kernels without a session, and sessions whose kernel is not there yet", async () => {
    const { path: _path, ...bare } = idleKernel;
    await openClassic({ kernels: [bare, { ...idleKernel, id: "k2", state: "pending" }] });
    expect(await probe.observe(classic, "alice")).toMatchObject({
      activity: {
        kernels: [
          { id: "session-of-k2", state: "pending", path: "a.ipynb" },
          { id: "k1", state: "idle" },
        ],
      },
    });
  });

  it("is signed in to as the user, for the shortest session, with six requests", async () => {
    await openClassic({});
    await probe.observe(classic, "alice");
    expect(presigned).toEqual([
      {
        DomainId: domain,
        UserProfileName: "alice",
        LandingUri: "app:JupyterServer:",
        ExpiresInSeconds: 60,
        SessionExpirationDurationInSeconds: 1800,
      },
    ]);
    expect(sandbox.requests.toSorted()).toEqual([
      "GET /auth",
      "GET /jupyter/default/api/kernels",
      "GET /jupyter/default/api/sessions",
      "GET /jupyter/default/api/status",
      "GET /jupyter/default/api/terminals",
      "GET /jupyter/default/lab",
    ]);
  });

  it("needs the list of apps only to place an image terminal", async () => {
    const name = `${image}__0b9c__ml.m5.large`;
    await openClassic({ terminals: [{ name: "1" }, { name }] });
    expect(await probe.observe(classic, "alice")).toMatchObject({ activity: { terminals: [{ name: "1" }, { name, appName: "cpu" }] } });
    expect(sandbox.requests).toContain("GET /jupyter/default/sagemaker/api/apps");
  });
});

describe("a space", () => {
  it("shows the times of terminals and of the activity monitor", async () => {
    await openSpace("JupyterLab", { terminals: [{ name: "1", activity: { at: start - 1000 } }], activityMonitor: { at: start - 5000 } });
    expect(await probe.observe(lab, "alice")).toMatchObject({
      activity: { terminals: [{ name: "1", lastActivity: new Date(start - 1000) }], lastActive: new Date(start - 5000) },
    });
    expect(presigned).toMatchObject([{ UserProfileName: "alice", SpaceName: "nlp", LandingUri: "app:JupyterLab:" }]);
  });

  it.each([
    ["no monitor", {}],
    ["a monitor that saw nothing", { activityMonitor: "empty" }],
  ] as const)("has no time where there is %s", async (_what, server) => {
    await openSpace("JupyterLab", server);
    expect(await probe.observe(lab, "alice")).toEqual({
      seen: true,
      activity: { observedAt: new Date(start), kernels: [], terminals: [], started: new Date(start - 3_600_000) },
    });
  });

  it("with Code Editor gets a request for /api/idle alone", async () => {
    await openSpace("CodeEditor", { activityMonitor: { everySeconds: 60 } });
    expect(await probe.observe(editor, "alice")).toMatchObject({ seen: true, activity: { lastActive: new Date(start) } });
    expect(sandbox.requests).toEqual(["GET /auth", "GET /codeeditor/default/", "GET /codeeditor/default/api/idle"]);
  });

  it.each([{}, { activityMonitor: "empty" }] as const)("with Code Editor is unobserved when it answers %j", async (server) => {
    await openSpace("CodeEditor", server);
    expect(await probe.observe(editor, "alice")).toEqual({ seen: false, why: "the last activity of Code Editor is unknown" });
  });
});

describe("sessions", () => {
  it("sign in once for all who ask at the same time", async () => {
    await openClassic({ kernels: [idleKernel] });
    const observations = await Promise.all([1, 2, 3, 4].map(() => probe.observe(classic, "alice")));
    expect(observations.every(({ seen }) => seen)).toBe(true);
    expect(presigned).toHaveLength(1);
  });

  it("are used again for a new read", async () => {
    await openClassic({ kernels: [{ ...idleKernel, activity: { everySeconds: 60 } }] });
    await probe.observe(classic, "alice");
    clock.advance(60_000);
    expect(await probe.observe(classic, "alice")).toMatchObject({
      activity: { observedAt: new Date(start + 60_000), kernels: [{ lastActivity: new Date(start + 60_000) }] },
    });
    expect(presigned).toHaveLength(1);
  });

  it("sign in once more when one that worked has expired", async () => {
    await openClassic({});
    await probe.observe(classic, "alice");
    clock.advance(1_800_000);
    const observations = await Promise.all([probe.observe(classic, "alice"), probe.observe(classic, "alice")]);
    expect(observations).toMatchObject([{ seen: true }, { seen: true }]);
    expect(presigned).toHaveLength(2);
  });

  it("sign in again to a server that did not answer, once for all who ask at the same time", async () => {
    await openClassic({ mode: "down" });
    const first = await Promise.all([probe.observe(classic, "alice"), probe.observe(classic, "alice")]);
    expect(first).toMatchObject([{ seen: false }, { seen: false }]);
    expect(presigned).toHaveLength(1);
    await probe.observe(classic, "alice");
    expect(presigned).toHaveLength(2);
  });

  it("sign in again after responses that cannot be read", async () => {
    await openClassic({ mode: "html" });
    expect(await probe.observe(classic, "alice")).toMatchObject({ seen: false });
    await probe.observe(classic, "alice");
    expect(presigned).toHaveLength(2);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["down", /^the server answered 503 to \/api\/\w+$/],
    ["forbidden", /^the server answered 403 to \/api\/\w+$/],
    ["html", /^the server answered a web page to \/api\/\w+$/],
  ] as const)("a server that is %s", async (mode, why) => {
    await openClassic({ mode });
    expect(await probe.observe(classic, "alice")).toMatchObject({ seen: false, why: expect.stringMatching(why) });
  });

  it("a server that never answers, after half the limit", async () => {
    await openClassic({ mode: "hang" });
    expect(await patiently(probe.observe(classic, "alice"), 1000)).toEqual({ seen: false, why: "the sign-in took longer than 10 s" });
  });

  it("a server that never leaves its loading page, asked every two seconds", async () => {
    await openClassic({ mode: "loading" });
    const observation = probe.observe(classic, "alice");
    for (let polls = 1; polls <= 4; polls += 1) {
      const asked = (): boolean => sandbox.requests.filter((request) => request === "GET /app").length === polls && clock.sleepers === 2;
      await vi.waitUntil(asked);
      clock.advance(1999);
      expect(asked()).toBe(true);
      clock.advance(1);
    }
    expect(await patiently(observation, 2000)).toEqual({ seen: false, why: "reading it took longer than 10 s" });
  });

  it("a server app that is gone, which the loading page shows at once", async () => {
    await open(withApps({ ...alice, AppType: "JupyterServer", AppName: "default", Status: "Deleted" }));
    expect(await probe.observe(classic, "alice")).toEqual({ seen: false, why: "the server app is Terminated" });
  });

  it("a domain that gives no presigned URLs", async () => {
    await openClassic({});
    const sso = new StudioctlError("invalid", "this domain signs in through SSO");
    const refused = createActivityProbe({ signIn: { createPresignedDomainUrl: () => Promise.reject(sso) }, clock });
    expect(await refused.observe(classic, "alice")).toEqual({
      seen: false,
      why: "no presigned URL: this domain signs in through SSO",
      refused: true,
    });
    expect(sandbox.requests).toEqual([]);
  });

  it("but credentials that are not valid reject: they say nothing about a server", async () => {
    const expired = new StudioctlError("no-credentials", "they have expired");
    const refused = createActivityProbe({ signIn: { createPresignedDomainUrl: () => Promise.reject(expired) }, clock });
    await expect(refused.observe(classic, "alice")).rejects.toBe(expired);
  });

  it.each(["not a URL", "file:///etc/passwd"])("a presigned URL that is none: %s", async (url) => {
    await openClassic({});
    const odd = createActivityProbe({ signIn: { createPresignedDomainUrl: async () => new Secret(url) }, clock });
    expect(await odd.observe(classic, "alice")).toEqual({ seen: false, why: "the presigned URL is malformed" });
  });
});

it("a probe waits for a server that is about to be ready", async () => {
  const state = withApps(...classicApps);
  for (const app of Object.values(state.sagemaker.apps)) {
    app.Status = "Pending";
    app.transition = { at: start + 3000, to: "InService" };
  }
  await open(runOn(state, alice, { kernels: [idleKernel] }));
  expect(await patiently(probe.observe(classic, "alice"), 1000)).toMatchObject({ seen: true, activity: { kernels: [{ id: "k1" }] } });
});

it("a probe rejects with the signal's reason when aborted, and for nothing else", async () => {
  await openClassic({ mode: "hang" });
  const stop = new AbortController();
  const observation = probe.observe(classic, "alice", stop.signal);
  const interrupt = vi
    .waitUntil(() => sandbox.requests.includes("GET /jupyter/default/lab"))
    .then(() => stop.abort(new Error("interrupted")));
  await expect(observation).rejects.toThrow("interrupted");
  await interrupt;
});

it.each(["up", "down", "html", "forbidden", "hang", "loading"] as const)(
  "a probe shows no URL, token or cookie of a server that is %s",
  async (mode) => {
    await openClassic({ mode, kernels: [idleKernel] });
    const observation = await patiently(probe.observe(classic, "alice"), 1000);
    const shown = inspect([observation, probe], { depth: 20, showHidden: true });
    expect(sandbox.secrets.size).toBeGreaterThanOrEqual(2);
    for (const secret of [...sandbox.secrets, sandbox.origin]) expect(shown).not.toContain(secret);
  },
);
