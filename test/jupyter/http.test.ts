import type { RequestListener } from "node:http";
import { createServer } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHttp } from "../../src/jupyter/http.ts";
import { type Loopback, serveOnLoopback } from "../loopback.ts";

const { signal } = new AbortController();
let http = createHttp();
let served: Loopback | undefined;
beforeEach(() => {
  http = createHttp();
});
afterEach(async () => {
  http.close();
  await served?.close();
  served = undefined;
});

async function serve(listener: RequestListener): Promise<URL> {
  served = await serveOnLoopback(listener);
  return new URL(served.origin);
}

it("a response has status, headers and text", async () => {
  const url = await serve((_request, response) => void response.writeHead(418, { "X-Kind": "teapot" }).end("tee – ✓"));
  expect(await http.send(url, {}, signal)).toMatchObject({ status: 418, headers: { "x-kind": "teapot" }, text: "tee – ✓" });
});

it("a connection is kept for the next request", async () => {
  const ports = new Set<number | undefined>();
  const url = await serve((request, response) => {
    ports.add(request.socket.remotePort);
    response.end();
  });
  await http.send(url, {}, signal);
  await http.send(url, {}, signal);
  expect(ports.size).toBe(1);
});

it("a connection that the server wants for another protocol is not kept", async () => {
  const server = createServer();
  const closed = new Promise<void>((resolve) => {
    server.on("connection", (socket) => {
      // It never ends the connection itself.
      socket
        .once("data", () => socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"))
        .once("close", () => resolve());
      socket.on("error", () => {});
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  await expect(http.send(new URL(`http://127.0.0.1:${address.port}`), {}, signal)).rejects.toThrow(
    "the server answered 101 Switching Protocols",
  );
  await closed;
  server.close();
});

it("a request is sent again when a kept connection is dropped during it", async () => {
  let requests = 0;
  const url = await serve((request, response) => {
    requests += 1;
    if (requests === 2) request.socket.destroy();
    else response.end("here");
  });
  await http.send(url, {}, signal);
  expect(await http.send(url, {}, signal)).toMatchObject({ text: "here" });
});

it.each<[string, RequestListener, string]>([
  ["drops the connection", (request) => void request.socket.destroy(), "the server dropped the connection"],
  [
    "cuts its answer off",
    (request, response) => {
      response.writeHead(200, { "Content-Length": 1000 });
      response.write("[{", () => request.socket.destroy());
    },
    "the server dropped the connection",
  ],
  [
    "speaks something else",
    (request) => void request.socket.end("SSH-2.0-OpenSSH\r\n"),
    "the server sent malformed HTTP (HPE_INVALID_CONSTANT)",
  ],
  ["sends without end", (_request, response) => void response.end("x".repeat(5 * 1024 * 1024)), "the server sent more than 4 MB"],
])("a server that %s is reported", async (_what, listener, why) => {
  await expect(http.send(await serve(listener), {}, signal)).rejects.toThrow(why);
});

it("a missing server is reported", async () => {
  const url = await serve(() => undefined);
  await served?.close();
  await expect(http.send(url, {}, signal)).rejects.toThrow(/^the server refuses connections$/);
});

it("a request ends with the signal's reason, before and while waiting", async () => {
  const stop = new AbortController();
  const url = await serve(() => stop.abort(new Error("enough")));
  await expect(http.send(url, {}, stop.signal)).rejects.toThrow("enough");
  await expect(http.send(url, {}, stop.signal)).rejects.toThrow("enough");
});
