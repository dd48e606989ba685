import { afterEach, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { terminalsOf } from "../../src/jupyter/terminals.ts";
import type { RemoteTerminals } from "../../src/ports/terminals.ts";
import { systemClock } from "../../src/system/clock.ts";
import { type Behaviour, type WorkServer, workServer } from "./work-server.ts";

let server: WorkServer | undefined;
afterEach(() => server?.close());

async function open(behaviour: Behaviour): Promise<RemoteTerminals> {
  server = await workServer(systemClock, behaviour);
  return terminalsOf(await server.open());
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

const arn = "arn:aws:sagemaker:us-east-1:081325390199:image/datascience-1.0";

it("image terminals are found with the apps that they may be in, by image and instance type", async () => {
  const terminals = await open({
    answer({ path }, response) {
      const names = ["1", `${arn}__ab-1__ml.t3.medium`, `${arn}__cd-2__ml.m5.large/1`, "arn:elsewhere__1__x"];
      const apps = [
        { app_name: "science", environment_arn: arn, instance_type: "ml.t3.medium" },
        { app_name: "other", environment_arn: arn, instance_type: "ml.t3.medium" },
      ];
      response.end(JSON.stringify(path === "/api/terminals" ? names.map((name) => ({ name })) : apps));
    },
  });
  expect(await terminals.imageTerminals()).toEqual([
    { name: `${arn}__ab-1__ml.t3.medium`, appNames: ["science", "other"] },
    { name: `${arn}__cd-2__ml.m5.large/1`, appNames: [] },
    { name: "arn:elsewhere__1__x", appNames: [] },
  ]);
});

it("the name of a terminal is encoded in its path", async () => {
  const name = `${arn}__ab-1__ml.t3.medium`;
  const terminals = await open({ socket: (socket) => socket.send('["disconnect",1]') });
  expect(await all((await terminals.attach(name)).output)).toEqual([]);
  expect(server?.received.at(-1)?.path).toBe(`/terminals/websocket/${encodeURIComponent(name)}`);
});

it("a terminal's output is shown until it ends, and unknown messages are skipped", async () => {
  const terminals = await open({
    socket(socket) {
      for (const message of [
        '["setup",{}]',
        '["stdout","a"]',
        "no JSON",
        "{}",
        '["stdout",5]',
        '["new",1]',
        '["stdout","b"]',
        '["disconnect",1]',
        '["stdout","c"]',
      ])
        socket.send(message);
    },
  });
  expect(await all((await terminals.attach("1")).output)).toEqual(["a", "b"]);
});

it("a connection that closes without a message about the terminal counts as lost", async () => {
  const terminals = await open({ socket: (socket) => socket.close() });
  const { output } = await terminals.attach("1");
  await expect(all(output)).rejects.toMatchObject({ code: "unavailable" });
});

it("types, and says the size, in the messages of terminado", async () => {
  const messages: string[] = [];
  const terminals = await open({
    socket(socket) {
      socket.on("message", (data: Buffer) => {
        messages.push(data.toString());
        if (messages.length === 2) socket.send('["disconnect",1]');
      });
    },
  });
  const attached = await terminals.attach("1");
  await attached.type('é"\u0003');
  await attached.resize({ rows: 30, columns: 100 });
  await all(attached.output);
  expect(messages.map((message): unknown => JSON.parse(message))).toEqual([
    ["stdin", 'é"\u0003'],
    ["set_size", 30, 100],
  ]);
});

it("a server that opens no terminal is reported with the reason", async () => {
  const terminals = await open({ answer: (_, response) => void response.writeHead(404).end('{"message":"Terminals are turned off"}') });
  await expect(terminals.create("a")).rejects.toMatchObject({
    code: "unavailable",
    message: "the Jupyter server does not open a terminal",
    why: "it answered 404: Terminals are turned off",
  });
});

it("ending a terminal that has ended succeeds, and says so", async () => {
  const terminals = await open({ answer: (_, response) => void response.writeHead(404).end("{}") });
  await terminals.delete("1");
  await expect(terminals.attach("1")).rejects.toMatchObject({ code: "not-found", message: "the terminal has ended" });
});

it("a server's message is shown in one line at most", async () => {
  const terminals = await open({
    answer: (_, response) => void response.writeHead(500).end(JSON.stringify({ message: "x".repeat(100_000) })),
  });
  await expect(terminals.create("a")).rejects.toMatchObject({ why: `it answered 500: ${"x".repeat(200)}` });
});

it("a slow reader has a mebibyte of large messages buffered; then the server has to wait", async () => {
  let sent: WebSocket | undefined;
  const large = JSON.stringify(["stdout", "x".repeat(1_000_000)]);
  const terminals = await open({
    socket(socket) {
      sent = socket;
      for (let i = 0; i < 40; i += 1) socket.send(large);
      socket.send('["disconnect",1]');
    },
  });
  const { output } = await terminals.attach("1");
  const reader = output[Symbol.asyncIterator]();
  await reader.next();
  // What the system's own buffers hold is not ours.
  expect(sent?.bufferedAmount).toBeGreaterThan(10_000_000);
  let pieces = 1;
  while ((await reader.next()).done !== true) pieces += 1;
  expect(pieces).toBe(40);
});
