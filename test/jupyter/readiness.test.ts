import type { ServerResponse as Response } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Observation } from "../../src/core/idle/facts.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { type PlainServer, plainServer } from "./plain-server.ts";

const start = Date.UTC(2025, 5, 2, 12);
const at = "2025-06-02T10:00:00Z";
const environment = "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0";
const image = `${environment}__7f3a__ml.m5.large`;

let clock: ManualClock;
let served: PlainServer;
afterEach(() => served.close());

async function look(...[type, answers]: [Parameters<typeof plainServer>[0], Parameters<typeof plainServer>[2]]): Promise<Observation> {
  clock = manualClock(start);
  served = await plainServer(type, clock, answers);
  return served.probe.observe(served.server, "alice");
}

/** Lets time pass, step by step, until there is an answer; only while nothing but time is missing. */
async function patiently(observation: Promise<Observation>, stuck: () => boolean): Promise<Observation> {
  let answered = false;
  void observation.finally(() => (answered = true));
  const step = (): boolean => {
    if (!answered && stuck()) clock.advance(500);
    return answered;
  };
  await vi.waitUntil(step, { timeout: 20_000, interval: 5 });
  return observation;
}

const page = "<!doctype html><title>Loading</title>";
const seen = { seen: true, activity: { observedAt: new Date(start), kernels: [], terminals: [] } };

describe("a server is ready when its API answers JSON", () => {
  it.each(["JupyterServer", "JupyterLab"] as const)("%s, with any cookies it sets, and no loading page is requested", async (type) => {
    for (const cookie of [undefined, "_xsrf=x; Path=/jupyterlab/default", "_xsrf=x; Path=/jupyterlab/default/", "other=1"]) {
      const lab = (_: unknown, response: { setHeader(name: string, value: string): void; end(text: string): void }): void => {
        if (cookie !== undefined) response.setHeader("Set-Cookie", cookie);
        response.end(page);
      };
      expect(await look(type, { lab })).toEqual(seen);
      expect(served.asked).not.toContain("/app");
      await served.close();
    }
  });

  it.each([404, 500, 503, 204])("even if its front page answers %i", async (lab) => {
    expect(await look("JupyterLab", { lab })).toEqual(seen);
  });

  it.each([
    ["a web page", page],
    ["404", 404],
    ["502", 502],
    ["malformed JSON", "{"],
    ["nothing", ""],
    ["a redirect", (_: unknown, response: Response): void => void response.writeHead(302, { Location: "/loading" }).end()],
  ] as const)("and not when it answers %s: without a loading page that is the reason, at once", async (_what, sessions) => {
    expect(await look("JupyterLab", { "api/sessions": sessions })).toMatchObject({
      seen: false,
      why: expect.stringContaining("/api/sessions"),
    });
    expect(served.asked.filter((path) => path === "/app")).toHaveLength(1);
  });

  it.each([
    ["answers a page", (_: unknown, response: Response): void => void response.end(page)],
    ["redirects to a page", (_: unknown, response: Response): void => void response.writeHead(302, { Location: "/loading" }).end()],
  ])("where the API %s, the loading page is waited for, then the API is asked again", async (_what, notYet) => {
    let polls = 0;
    let ready = false;
    const app = (_: unknown, response: { end(text: string): void }): void => {
      polls += 1;
      ready = polls === 3;
      response.end(ready ? "InService" : "Pending");
    };
    const kernels = (request: unknown, response: Response): void => (ready ? void response.end("[]") : notYet(request, response));
    // The limit sleeps, and between two polls the next one does.
    const read = await patiently(
      look("JupyterServer", { "/app": app, "api/kernels": kernels }),
      () => polls > 0 && clock.sleepers === 2 && clock.now().getTime() < start + 4_000,
    );
    expect(read).toMatchObject({ seen: true, activity: { observedAt: new Date(start + 4_000) } });
    expect(polls).toBe(3);
  });

  it.each([["Terminated"], ["Failed"]])("a loading page that says %s ends it at once", async (status) => {
    expect(await look("JupyterServer", { "api/kernels": 503, "/app": status })).toEqual({
      seen: false,
      why: `the server app is ${status}`,
    });
  });

  it.each([page, "in service, it seems", "x".repeat(1_000)])("a loading page without a status does not count: %.20s", async (text) => {
    expect(await look("JupyterServer", { "api/kernels": 503, "/app": text })).toEqual({
      seen: false,
      why: "the server answered 503 to /api/kernels",
    });
  });

  it.each([
    ["a redirect", (_: unknown, response: Response): void => void response.writeHead(302, { Location: "/login" }).end()],
    ["403", 403],
    ["401", 401],
  ] as const)("%s without a loading page refuses the user profile: another one may be let in", async (_what, sessions) => {
    expect(await look("JupyterServer", { "api/sessions": sessions })).toMatchObject({ seen: false, refused: true });
  });

  it.each([401, 403])("%i is a refusal, which no loading page explains", async (status) => {
    expect(await look("JupyterServer", { "api/kernels": status, "/app": "InService" })).toEqual({
      seen: false,
      why: `the server answered ${status} to /api/kernels`,
      refused: true,
    });
    expect(served.asked).not.toContain("/app");
  });
});

function redirect(_: unknown, response: { writeHead(status: number, headers: object): { end(): void } }): void {
  response.writeHead(302, { Location: "/login" }).end();
}

function drop(request: { readonly socket: { destroy(): void } }): void {
  request.socket.destroy();
}

describe("an optional endpoint that fails hides no response of the others", () => {
  const kernels = [{ id: "k1", execution_state: "busy", last_activity: at, connections: 0 }];
  const faults: readonly (readonly [string, Parameters<typeof plainServer>[2][string], RegExp])[] = [
    ["500", 500, /^the server answered 500 to /],
    ["403", 403, /^the server answered 403 to /],
    ["a web page", page, /^the server answered a web page to /],
    ["malformed JSON", "{", /^the server answered malformed JSON to /],
    ["a redirect", redirect, /^the server redirects .* to a login page$/],
    ["a text", '"x"', /did not answer with /],
    ["a dropped connection", drop, /^the server dropped the connection$/],
  ];

  it.each(faults)("/api/status: %s", async (_what, status, why) => {
    const read = await look("JupyterLab", { "api/kernels": kernels, "api/status": status });
    expect(read).toMatchObject({ seen: true, activity: { kernels: [{ state: "busy" }], missing: [expect.stringMatching(why)] } });
  });

  it.each(faults)("/api/idle of JupyterLab: %s", async (_what, idle, why) => {
    const read = await look("JupyterLab", { "api/kernels": kernels, "api/idle": idle, "api/status": { started: at } });
    expect(read).toMatchObject({
      seen: true,
      activity: { kernels: [{ state: "busy" }], started: new Date(at), missing: [expect.stringMatching(why)] },
    });
  });

  it.each([...faults, ["404", 404, /^the server answered 404 to /] as const])(
    "/sagemaker/api/apps: %s, and image terminals are of no known app",
    async (_what, apps, why) => {
      const read = await look("JupyterServer", {
        "api/kernels": kernels,
        "api/terminals": [{ name: "1" }, { name: image }],
        "sagemaker/api/apps": apps,
      });
      expect(read).toMatchObject({ seen: true, activity: { kernels: [{ state: "busy" }], missing: [expect.stringMatching(why)] } });
      expect(read.seen && read.activity.terminals).toEqual([{ name: "1" }, { name: image }]);
    },
  );

  it.each(["api/idle", "api/status"])("/%s that never answers is waited for five seconds", async (path) => {
    let waiting = false;
    const read = await patiently(
      look("JupyterLab", { "api/kernels": kernels, [path]: () => void (waiting = true) }),
      () => waiting && clock.now().getTime() < start + 5_000,
    );
    expect(read).toMatchObject({
      seen: true,
      activity: { kernels: [{ state: "busy" }], missing: [`the server took longer than 5 s to answer /${path}`] },
    });
  });

  it("and those that are not there are no fault", async () => {
    expect(await look("JupyterLab", { "api/status": 404 })).toEqual(seen);
    expect(await look("JupyterServer", { "api/status": 404, "sagemaker/api/apps": 500 })).toEqual(seen);
  });

  it("but Code Editor has nothing else", async () => {
    expect(await look("CodeEditor", { "api/idle": 500 })).toEqual({ seen: false, why: "the server answered 500 to /api/idle" });
  });
});

it("items of its lists that could not be read are reported", async () => {
  const read = await look("JupyterServer", {
    "api/sessions": [{ id: "s1", kernel: { id: "k1", app_name: "cpu" } }, 5],
    "api/kernels": [{ id: "k2", execution_state: "idle", last_activity: at }],
    "api/terminals": [{}, { name: image, last_activity: 1 }],
    "sagemaker/api/apps": [{ app_name: "gpu", environment_arn: environment, instance_type: "ml.m5.large" }],
  });
  expect(read).toMatchObject({
    activity: {
      kernels: [{ id: "k2" }],
      terminals: [{ name: image, appName: "gpu" }],
      unreadable: [
        { why: "/api/sessions lists a kernel without execution_state", appName: "cpu" },
        { why: "/api/sessions lists a kernel without id" },
        { why: "/api/terminals lists a terminal without name" },
        { why: "/api/terminals lists a terminal with a last_activity that is not a time", appName: "gpu" },
      ],
    },
  });
});
