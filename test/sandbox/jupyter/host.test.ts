import { request as send, type IncomingHttpHeaders } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { spaceRecord } from "../../../src/sandbox/services/sagemaker/records.ts";
import type { SandboxState } from "../../../src/sandbox/state.ts";
import { alice, domain, runOn, serve, type ServedSandbox, start, withApps } from "./served-sandbox.ts";

const lab = { ...alice, AppType: "JupyterServer", AppName: "default" } as const;
const gateway = { ...alice, AppType: "KernelGateway", AppName: "cpu" } as const;
const kernel = {
  id: "k1",
  name: "python3",
  state: "idle",
  activity: { at: start - 60_000 },
  connections: 1,
  path: "work/train.ipynb",
  appName: "cpu",
  instanceType: "ml.m5.large",
} as const;

let sandbox: ServedSandbox;
let now = start;
afterEach(() => sandbox.close());

interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function call(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = send(url, { headers, method }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    request.on("error", reject).end();
  });
}

async function open(state: SandboxState): Promise<void> {
  now = start;
  sandbox = await serve(state, () => now);
}

function cookieOf(reply: Reply): string {
  return (reply.headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]).join("; ");
}

/** Signs in; the session's cookie. */
async function signIn(request = {}): Promise<string> {
  return cookieOf(await call(sandbox.presign(request)));
}

async function signInWithXsrf(): Promise<{ Cookie: string; "X-XSRFToken": string }> {
  const cookie = await signIn();
  const xsrf = cookieOf(await get("/jupyter/default/lab", cookie));
  return { Cookie: `${cookie}; ${xsrf}`, "X-XSRFToken": xsrf.slice("_xsrf=".length) };
}

async function get(path: string, cookie: string): Promise<Reply> {
  return call(`${sandbox.origin}${path}`, { Cookie: cookie });
}

async function read(path: string, cookie: string): Promise<unknown> {
  return JSON.parse((await get(path, cookie)).text);
}

describe("sign-in", () => {
  it("exchanges the token for a session cookie and leads to the lab", async () => {
    await open(withApps(lab));
    const reply = await call(sandbox.presign());
    expect(reply).toMatchObject({ status: 302, headers: { location: "/jupyter/default/lab" } });
    expect(reply.headers["set-cookie"]).toEqual([
      expect.stringMatching(/^studio_session=.+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=1800$/),
    ]);
  });

  it("a presigned URL is used once", async () => {
    await open(withApps(lab));
    const url = sandbox.presign();
    await call(url);
    expect(await call(url)).toMatchObject({ status: 403 });
  });

  it("refuses a token after its lifetime, by the sandbox's clock", async () => {
    await open(withApps(lab));
    const url = sandbox.presign({ expiresInSeconds: 60 });
    now += 60_000;
    expect(await call(url)).toMatchObject({ status: 403 });
  });

  it("a session is refused after its lifetime", async () => {
    await open(withApps(lab));
    const cookie = await signIn();
    expect((await get("/jupyter/default/api/sessions", cookie)).status).toBe(200);
    now += 1_800_000;
    expect((await get("/jupyter/default/api/sessions", cookie)).status).toBe(403);
  });

  it.each(["/jupyter/default/api/sessions", "/app?appType=JupyterServer&appName=default"])("refuses %s without a session", async (path) => {
    await open(withApps(lab));
    expect((await get(path, "")).status).toBe(403);
  });

  it("lands on the app type of the space, or on the one that the landing URI names", async () => {
    const state = withApps();
    const space = { DomainId: domain, SpaceName: "nlp", HomeEfsFileSystemUid: "200005", CreationTime: start };
    state.sagemaker.spaces[`${domain}/nlp`] = spaceRecord({ ...space, SpaceSettings: { AppType: "CodeEditor" } });
    await open(state);
    expect((await call(sandbox.presign({ SpaceName: "nlp" }))).headers.location).toBe("/codeeditor/default/");
    expect((await call(sandbox.presign({ LandingUri: "app:JupyterLab:" }))).headers.location).toBe("/jupyterlab/default/lab");
  });
});

describe("loading page", () => {
  it.each([
    ["InService", "InService"],
    ["Pending", "Pending"],
    ["Failed", "Terminated"],
    ["Deleted", "Terminated"],
  ])("reports a server app that is %s as %s, in plain text", async (Status, text) => {
    await open(withApps({ ...lab, Status }));
    const reply = await get("/app?appType=JupyterServer&appName=default", await signIn());
    expect(reply).toMatchObject({ status: 200, text, headers: { "content-type": "text/plain" } });
  });

  it("brings no _xsrf cookie until the server app is InService", async () => {
    const state = withApps({ ...lab, Status: "Pending" });
    for (const app of Object.values(state.sagemaker.apps)) app.transition = { at: start + 5000, to: "InService" };
    await open(state);
    const cookie = await signIn();
    expect((await get("/jupyter/default/lab", cookie)).headers["set-cookie"]).toBeUndefined();
    now += 5000;
    expect((await get("/jupyter/default/lab", cookie)).headers["set-cookie"]).toEqual([
      expect.stringMatching(/^_xsrf=.+; Path=\/jupyter\/default$/),
    ]);
  });
});

it.each([
  ["JupyterServer", "/jupyter/default", "/jupyter/default"],
  ["JupyterLab", "/jupyterlab/default", "/jupyterlab/default/"],
] as const)("sets the _xsrf cookie of a %s for the path that its version of jupyter_server has", async (AppType, base, path) => {
  const owner = AppType === "JupyterLab" ? { SpaceName: "nlp" } : alice;
  await open(withApps({ ...owner, AppType, AppName: "default" }));
  const [cookie] = (await get(`${base}/lab`, await signIn("SpaceName" in owner ? owner : {}))).headers["set-cookie"] ?? [];
  expect(cookie?.split("; Path=")[1]).toBe(path);
});

it.each(["/jupyter/default/lab", "/jupyter/default/lab/tree/work/train.ipynb", "/jupyter/default/tree"])(
  "serves the page %s",
  async (path) => {
    await open(withApps(lab));
    expect((await get(path, await signIn())).status).toBe(200);
  },
);

it.each(["/jupyter/default/nothing", "/jupyter/default/labs", "/jupyter/default/api/nothing", "/elsewhere"])(
  "answers 404 to the unknown path %s",
  async (path) => {
    await open(withApps(lab));
    const reply = await get(path, await signIn());
    expect(reply.status).toBe(404);
    expect(reply.headers["set-cookie"]).toBeUndefined();
  },
);

it("has no loading page's status for a space", async () => {
  await open(withApps({ SpaceName: "nlp", AppType: "JupyterLab", AppName: "default" }));
  expect((await get("/app?appType=JupyterLab&appName=default", await signIn({ SpaceName: "nlp" }))).status).toBe(404);
});

describe("documents", () => {
  it("lists a session with its kernel, app and instance type, in microseconds", async () => {
    await open(runOn(withApps(lab, gateway), alice, { kernels: [kernel] }));
    expect(await read("/jupyter/default/api/sessions", await signIn())).toEqual([
      {
        id: "session-of-k1",
        path: "work/train.ipynb",
        name: "train.ipynb",
        type: "notebook",
        kernel: {
          id: "k1",
          name: "python3",
          last_activity: "2025-06-02T11:59:00.000000Z",
          execution_state: "idle",
          connections: 1,
          app_name: "cpu",
          instance_type: "ml.m5.large",
        },
      },
    ]);
  });

  it("lists kernels without session only among the kernels, pending ones only among the sessions", async () => {
    const { path: _path, ...bare } = kernel;
    await open(runOn(withApps(lab, gateway), alice, { kernels: [bare, { ...kernel, id: "k2", state: "pending" }] }));
    const cookie = await signIn();
    expect(await read("/jupyter/default/api/kernels", cookie)).toMatchObject([{ id: "k1" }]);
    expect(await read("/jupyter/default/api/sessions", cookie)).toMatchObject([{ id: "session-of-k2", type: "pending", kernel: null }]);
  });

  it("lists the kernels of a KernelGateway app only while it is InService", async () => {
    await open(runOn(withApps(lab, { ...gateway, Status: "Deleting" }), alice, { kernels: [kernel] }));
    expect(await read("/jupyter/default/api/kernels", await signIn())).toEqual([]);
  });

  it("moves the activity of a kernel at work with the clock", async () => {
    await open(runOn(withApps(lab, gateway), alice, { kernels: [{ ...kernel, activity: { everySeconds: 40 } }] }));
    const cookie = await signIn();
    now = start + 79_000;
    expect(await read("/jupyter/default/api/kernels", cookie)).toMatchObject([{ last_activity: "2025-06-02T12:00:40.000000Z" }]);
  });

  it("lists the apps of Classic, and has no such path elsewhere", async () => {
    const image = "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0";
    await open(
      withApps(
        lab,
        { ...gateway, image },
        { ...gateway, AppName: "old", Status: "Deleted" },
        { SpaceName: "nlp", AppType: "JupyterLab", AppName: "default" },
      ),
    );
    expect(await read("/jupyter/default/sagemaker/api/apps", await signIn())).toEqual([
      { app_name: "cpu", environment_arn: image, instance_type: "ml.m5.large", status: "InService" },
    ]);
    expect((await get("/jupyterlab/default/sagemaker/api/apps", await signIn({ SpaceName: "nlp" }))).status).toBe(404);
  });

  it.each([
    [{ at: start }, 200, { lastActiveTimestamp: "2025-06-02T12:00:00.000000z" }],
    ["empty" as const, 200, {}],
  ])("answers /api/idle of %j with %i", async (activityMonitor, status, document) => {
    const owner = { SpaceName: "nlp" };
    await open(runOn(withApps({ ...owner, AppType: "CodeEditor", AppName: "default" }), owner, { activityMonitor }));
    const reply = await get("/codeeditor/default/api/idle", await signIn(owner));
    expect([reply.status, JSON.parse(reply.text)]).toEqual([status, document]);
  });

  it("answers 404 to /api/idle without an activity monitor", async () => {
    await open(withApps(lab));
    expect((await get("/jupyter/default/api/idle", await signIn())).status).toBe(404);
  });

  it("moves the server's last activity with requests, but not with those that say they are none", async () => {
    await open(withApps(lab));
    const cookie = await signIn();
    const lastActivity = async (): Promise<unknown> => Object(await read("/jupyter/default/api/status", cookie)).last_activity;
    await get("/jupyter/default/api/kernels?no_track_activity=1", cookie);
    expect(await lastActivity()).toBe("2025-06-02T11:00:00.000000Z");
    await get("/jupyter/default/api/kernels", cookie);
    expect(await lastActivity()).toBe("2025-06-02T12:00:00.000000Z");
  });
});

describe("removing", () => {
  it.each(["kernels/k1", "sessions/session-of-k1"])("removes the kernel of %s", async (path) => {
    await open(runOn(withApps(lab, gateway), alice, { kernels: [kernel] }));
    const headers = await signInWithXsrf();
    const url = `${sandbox.origin}/jupyter/default/api/${path}`;
    expect((await call(url, headers, "DELETE")).status).toBe(204);
    expect((await call(url, headers, "DELETE")).status).toBe(404);
    expect(await read("/jupyter/default/api/kernels", headers.Cookie)).toEqual([]);
  });

  it("takes the _xsrf token in the address as well as in the header, and no other token", async () => {
    await open(runOn(withApps(lab), alice, { terminals: [{ name: "1" }] }));
    const { Cookie, "X-XSRFToken": token } = await signInWithXsrf();
    const url = `${sandbox.origin}/jupyter/default/api/terminals/1`;
    expect((await call(`${url}?_xsrf=other`, { Cookie }, "DELETE")).status).toBe(403);
    expect((await call(`${url}?_xsrf=${encodeURIComponent(token)}`, { Cookie }, "DELETE")).status).toBe(204);
  });

  it("refuses to remove without the X-XSRFToken header", async () => {
    await open(runOn(withApps(lab), alice, { terminals: [{ name: "1" }] }));
    const { Cookie } = await signInWithXsrf();
    const url = `${sandbox.origin}/jupyter/default/api/terminals/1`;
    expect((await call(url, { Cookie }, "DELETE")).status).toBe(403);
    expect(await read("/jupyter/default/api/terminals", Cookie)).toEqual([{ name: "1" }]);
  });

  it("creates no kernels and no sessions", async () => {
    await open(withApps(lab));
    for (const kind of ["kernels", "sessions"]) {
      expect((await call(`${sandbox.origin}/jupyter/default/api/${kind}`, await signInWithXsrf(), "POST")).status).toBe(405);
    }
  });
});

describe("unwell servers", () => {
  it.each([
    ["down", 503, /html/],
    ["forbidden", 403, /html/],
    ["html", 200, /<p>Something else than JSON/],
    ["loading", 200, /<p>Loading/],
  ] as const)("%s answers %i", async (mode, status, text) => {
    await open(runOn(withApps(lab), alice, { mode }));
    const reply = await get("/jupyter/default/api/sessions", await signIn());
    expect(reply).toMatchObject({ status, text: expect.stringMatching(text) });
  });

  it("loading never report InService", async () => {
    await open(runOn(withApps(lab), alice, { mode: "loading" }));
    expect((await get("/app?appType=JupyterServer&appName=default", await signIn())).text).toBe("Pending");
  });
});
