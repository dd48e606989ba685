import type { ServerResponse } from "node:http";
import { inspect } from "node:util";
import { afterEach, expect, it, vi } from "vitest";
import { StudioctlError } from "../../src/core/errors.ts";
import { systemClock } from "../../src/system/clock.ts";
import { manualClock } from "./manual-clock.ts";
import { type Behaviour, key, workServer, type WorkServer } from "./work-server.ts";

const servers: WorkServer[] = [];

/** What a promise rejects with; watched from now on. */
function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "it resolved",
    (error: unknown) => error,
  );
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function serve(behaviour: Behaviour = {}, clock = systemClock): Promise<WorkServer> {
  const server = await workServer(clock, behaviour);
  servers.push(server);
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

const ok: Behaviour = { answer: ({ method, body }, response) => void response.end(JSON.stringify({ method, got: body })) };

it("a session signs in once for all requests, for as long as the work needs", async () => {
  const server = await serve(ok);
  const session = await server.open({ sessionSeconds: 43_200 });
  await Promise.all(["/api/a", "/api/b", "/api/c"].map((path) => session.request({ method: "GET", path })));
  expect(server.signIns).toEqual([{ sessionSeconds: 43_200 }]);
});

it.each(["POST", "PUT", "PATCH", "DELETE"] as const)("a request sends the XSRF token with %s, and the body as JSON", async (method) => {
  const server = await serve(ok);
  const session = await server.open();
  const response = await session.request({ method, path: "/api/contents/a%20b", query: { format: "text" }, body: { name: "é" } });
  expect(response).toEqual({ status: 200, json: { method, got: '{"name":"é"}' } });
  expect(server.received).toMatchObject([
    { method, path: "/api/contents/a%20b", search: "?format=text", headers: { "x-xsrftoken": "x0", "content-type": "application/json" } },
  ]);
});

it("a GET sends no XSRF token", async () => {
  const server = await serve(ok);
  await (await server.open()).request({ method: "GET", path: "/api/terminals" });
  expect(server.received[0]?.headers["x-xsrftoken"]).toBeUndefined();
});

it.each([
  ["refuses it", (response: ServerResponse) => void response.writeHead(403).end("<p>Forbidden</p>")],
  ["redirects it to a page to sign in", (response: ServerResponse) => void response.writeHead(302, { Location: "/login" }).end()],
])("a session signs in again once where a server that let it in %s, and repeats the request", async (_, refuse) => {
  const server = await serve({ ...ok, refuse });
  const session = await server.open();
  server.signOut();
  expect(await session.request({ method: "POST", path: "/api/terminals" })).toMatchObject({ status: 200 });
  expect(server.signIns).toHaveLength(2);
  expect(server.received.at(-1)?.headers["x-xsrftoken"]).toBe("x1");
});

it("a session signs in again once for several requests that are refused at the same time", async () => {
  const server = await serve(ok);
  const session = await server.open();
  server.signOut();
  await Promise.all(["/api/a", "/api/b", "/api/c", "/api/d"].map((path) => session.request({ method: "GET", path })));
  expect(server.signIns).toHaveLength(2);
});

it("a refusal that concerns the requested item is returned, and the session stays signed in", async () => {
  const server = await serve({
    answer: (_, response) => void response.writeHead(403).end(JSON.stringify({ message: "Permission denied: secret.txt" })),
  });
  const session = await server.open();
  const request = { method: "GET", path: "/api/contents/secret.txt" } as const;
  expect(await session.request(request)).toEqual({ status: 403, json: { message: "Permission denied: secret.txt" } });
  expect(await session.request(request)).toMatchObject({ status: 403 });
  expect(server.signIns).toHaveLength(1);
});

it("a request is denied where another sign-in does not help, and the error names no address, cookie or token", async () => {
  let letIn = true;
  const server = await serve({ answer: (_, response) => void response.end("[]"), letsIn: () => letIn });
  const session = await server.open();
  letIn = false;
  const error: unknown = await session.request({ method: "GET", path: "/api/x" }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "denied", message: "JupyterLab of space:nlp cannot be reached" });
  expect(server.signIns).toHaveLength(2);
  expect(inspect(error, { depth: 9 })).not.toMatch(/top-secret|127\.0\.0\.1|studio=|x0/);
});

it.each([
  ["nothing", 204, "", undefined],
  ["an error with a page", 500, "<p>oops</p>", undefined],
  ["an error with JSON", 409, '{"message":"exists"}', { message: "exists" }],
])("a response with %s returns its status", async (_, status, body, json) => {
  const server = await serve({ answer: (_, response) => void response.writeHead(status).end(body) });
  expect(await (await server.open()).request({ method: "DELETE", path: "/api/terminals/1" })).toEqual({ status, json });
});

it("a session waits for the loading page of a server that still starts", async () => {
  const clock = manualClock(0);
  let loaded = false;
  const server = await serve({ ...ok, loaded: () => loaded }, clock);
  const opening = server.open();
  await vi.waitUntil(() => clock.sleepers >= 2);
  loaded = true;
  clock.advance(2000);
  expect(await (await opening).request({ method: "GET", path: "/api/x" })).toMatchObject({ status: 200 });
});

it("a loading page that never ends fails the session", async () => {
  const clock = manualClock(0);
  const server = await serve({ loaded: () => false }, clock);
  const opening = rejection(server.open());
  await vi.waitUntil(() => clock.sleepers >= 2);
  clock.advance(60_000);
  expect(await opening).toMatchObject({ code: "unavailable", why: "its loading page took longer than 60 s" });
});

it("a request that takes too long ends, and the others continue", async () => {
  const clock = manualClock(0);
  const server = await serve({ answer: ({ path }, response) => void (path === "/api/slow" || response.end("[]")) }, clock);
  const session = await server.open();
  const slow = rejection(session.request({ method: "GET", path: "/api/slow", limitMilliseconds: 5000 }));
  await vi.waitUntil(() => server.received.length === 1);
  clock.advance(5000);
  expect(await slow).toMatchObject({
    code: "unavailable",
    message: "JupyterLab of space:nlp cannot be reached",
    why: "GET /api/slow took longer than 5 s",
  });
  expect(await session.request({ method: "GET", path: "/api/fast" })).toMatchObject({ json: [] });
});

it("a request rejects with the signal's reason, of the request or of the session", async () => {
  const server = await serve({ answer: () => {} });
  const [one, all] = [new AbortController(), new AbortController()];
  const session = await server.open({ signal: all.signal });
  const request = session.request({ method: "GET", path: "/api/x" }, one.signal);
  one.abort(new Error("enough"));
  await expect(request).rejects.toThrow("enough");
  const another = session.request({ method: "GET", path: "/api/x" });
  all.abort(new Error("all over"));
  await expect(another).rejects.toThrow("all over");
});

it("a trace has the server and the path of each request, never an address, a cookie or a token", async () => {
  const server = await serve(ok);
  const session = await server.open();
  await session.request({ method: "POST", path: "/api/terminals" });
  expect(server.traced).toEqual(["JupyterLab of space:nlp: the sign-in: done", "JupyterLab of space:nlp: POST /api/terminals: done"]);
});

it("a body of any size is streamed as it is read, from a given byte on", async () => {
  const megabytes = 100;
  const server = await serve({
    answer(_, response) {
      response.writeHead(206, { "Content-Length": String(megabytes * 1024 * 1024), "Content-Range": "bytes 5-" });
      const piece = Buffer.alloc(1024 * 1024, "x");
      let left = megabytes;
      const more = (): void => {
        while (left > 0) {
          left -= 1;
          if (!response.write(piece)) return void response.once("drain", more);
        }
        response.end();
      };
      more();
    },
  });
  const session = await server.open();
  const { status, headers, body } = await session.stream({ path: "/files/big", from: 5 });
  expect({ status, length: headers["content-length"] }).toEqual({ status: 206, length: String(megabytes * 1024 * 1024) });
  let bytes = 0;
  for await (const piece of body) bytes += piece.length;
  expect(bytes).toBe(megabytes * 1024 * 1024);
  expect(server.received[0]?.headers.range).toBe("bytes=5-");
});

it("a stream signs in again, too", async () => {
  const server = await serve({ answer: (_, response) => void response.end("data") });
  const session = await server.open();
  server.signOut();
  const { body } = await session.stream({ path: "/files/a" });
  const pieces = await all(body);
  expect(Buffer.concat(pieces).toString()).toBe("data");
  expect(server.signIns).toHaveLength(2);
});

it("a stream ends whose connection is cut, or on which nothing arrives for a minute", async () => {
  const clock = manualClock(0);
  const server = await serve(
    {
      answer(_, response) {
        response.write("beginning");
        if (server.received.length === 1) setImmediate(() => response.destroy());
      },
    },
    clock,
  );
  const session = await server.open();
  const cut = await session.stream({ path: "/files/a" });
  await expect(all(cut.body)).rejects.toMatchObject({ code: "unavailable", why: "the server dropped the connection" });
  const stalled = await session.stream({ path: "/files/a" });
  const reading = rejection(all(stalled.body));
  await vi.waitUntil(() => clock.sleepers >= 1);
  await new Promise(setImmediate);
  clock.advance(60_000);
  expect(await reading).toMatchObject({ why: "the next part of /files/a took longer than 60 s" });
});

it("a WebSocket opens with the session's cookies and an Origin, and exchanges messages", async () => {
  const server = await serve({ socket: (socket) => void socket.on("message", (data: Buffer) => socket.send(`echo ${data.toString()}`)) });
  const session = await server.open();
  const socket = await session.connect("/terminals/websocket/1");
  await socket.send("grüße");
  const { value } = await socket.messages[Symbol.asyncIterator]().next();
  expect(value).toBe("echo grüße");
  expect(server.received[0]?.headers).toMatchObject({ origin: server.origin, cookie: expect.stringContaining("studio=s0") });
});

it("a WebSocket signs in again, and is not found where there is none", async () => {
  const server = await serve({ socket: (socket) => socket.close() });
  const session = await server.open();
  server.signOut();
  await session.connect("/terminals/websocket/1");
  expect(server.signIns).toHaveLength(2);
  await expect(session.connect("/nothing")).rejects.toMatchObject({ code: "not-found" });
});

it("a WebSocket that the server closes in order differs from one that is lost", async () => {
  const server = await serve({
    socket(socket, path) {
      socket.send("last words");
      if (path.endsWith("ordered")) socket.close();
      else setTimeout(() => socket.terminate(), 20);
    },
  });
  const session = await server.open();
  const ordered = await session.connect("/terminals/websocket/ordered");
  expect(await all(ordered.messages)).toEqual(["last words"]);
  const lost = await session.connect("/terminals/websocket/lost");
  await expect(all(lost.messages)).rejects.toMatchObject({
    code: "unavailable",
    message: "the connection to the server was lost",
  });
  await expect(lost.send("x")).rejects.toMatchObject({ code: "unavailable" });
});

it("a WebSocket on which not even pings are answered counts as lost", async () => {
  const clock = manualClock(0);
  const server = await serve({ socket: (socket) => socket.pause() }, clock);
  const session = await server.open();
  const socket = await session.connect("/terminals/websocket/1");
  const reading = rejection(all(socket.messages));
  for (let round = 0; round < 3; round += 1) {
    await vi.waitUntil(() => clock.sleepers >= 1);
    clock.advance(20_000);
    await new Promise(setImmediate);
  }
  expect(await reading).toMatchObject({ code: "unavailable" });
});

it("a server waits while its messages are not read", async () => {
  let sent = 0;
  const server = await serve({
    socket(socket) {
      const text = "x".repeat(64 * 1024);
      const more = (error?: Error): void => {
        if (error) return;
        sent += 1;
        if (sent < 5000) socket.send(text, more);
      };
      more();
    },
  });
  const session = await server.open();
  const socket = await session.connect("/terminals/websocket/1");
  let last = -1;
  await vi.waitUntil(() => last === (last = sent), { interval: 200, timeout: 5000 });
  expect(sent).toBeLessThan(2000);
  let read = 0;
  for await (const _ of socket.messages) if ((read += 1) === 4000) break;
  expect(read).toBe(4000);
});

it("a closed session rejects every request", async () => {
  const server = await serve(ok);
  const session = await server.open();
  session.close();
  await expect(session.request({ method: "GET", path: "/api/x" })).rejects.toThrow("the session with JupyterLab of space:nlp is closed");
});

it("a presigned URL that the service refuses is denied", async () => {
  const { createJupyterSessions } = await import("../../src/jupyter/session.ts");
  const denied = new StudioctlError("denied", "not allowed to sign in as user profile d-one/alice");
  const sessions = createJupyterSessions({ clock: systemClock, signIn: { createPresignedDomainUrl: () => Promise.reject(denied) } });
  await expect(sessions.open(key, "alice", { sessionSeconds: 1800 })).rejects.toBe(denied);
});
