import { CreatePresignedDomainUrlCommand, DeleteAppCommand } from "@aws-sdk/client-sagemaker";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket } from "ws";
import { type SignedIn, signIn } from "../../signed-in.ts";
import { send } from "../wire.ts";
import { notes, serveFarEnd, type ServedFarEnd, withRemoteSpace } from "../far-end/served.ts";
import { domainId } from "../wire.ts";

const base = "/jupyterlab/default";
const classic = "/jupyter/default";
const imageTerminal = "arn:aws:sagemaker:us-east-1:081325390199:image/pytorch__0123__ml.g4dn.xlarge";

let sandbox: ServedFarEnd;
let user: SignedIn;
const sockets: WebSocket[] = [];
beforeEach(async () => {
  const state = withRemoteSpace();
  state.jupyter.servers[`${domainId}/user/alice`] = { mode: "up", kernels: [], terminals: [{ name: imageTerminal, appName: "gpu" }] };
  sandbox = await serveFarEnd(state);
  user = await signIn(await presigned("notes"));
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  await sandbox.close();
});

async function presigned(SpaceName?: string): Promise<string> {
  const request = { DomainId: domainId, UserProfileName: "alice", ...(SpaceName !== undefined && { SpaceName }) };
  const { AuthorizedUrl = "" } = await sandbox.client.send(new CreatePresignedDomainUrlCommand(request));
  return AuthorizedUrl;
}

async function cookieOf(SpaceName?: string): Promise<string> {
  const { port, pathname, search } = new URL(await presigned(SpaceName));
  const { headers } = await send(Number(port), "GET", `${pathname}${search}`, {});
  return String(headers["set-cookie"]).split(";")[0] ?? "";
}

interface Attached {
  readonly socket: WebSocket;
  readonly messages: unknown[][];
  stdin(text: string): void;
  /** Resolves when the output so far matches. */
  shown(pattern: RegExp): Promise<string>;
}

async function attach(path: string, headers: Record<string, string>): Promise<Attached> {
  const socket = new WebSocket(`${sandbox.endpoint.replace("http", "ws")}${path}`, { headers });
  sockets.push(socket);
  const messages: unknown[][] = [];
  socket.on("message", (data: Buffer) => messages.push(JSON.parse(data.toString())));
  await new Promise<void>((resolve, reject) => {
    socket.on("open", () => resolve());
    socket.on("error", reject);
  });
  const text = (): string => messages.map(([kind, value]) => (kind === "stdout" ? String(value) : "")).join("");
  return {
    socket,
    messages,
    stdin: (typed) => socket.send(JSON.stringify(["stdin", typed])),
    async shown(pattern) {
      await expect.poll(text, { timeout: 20_000 }).toMatch(pattern);
      return text();
    },
  };
}

async function create(body?: object): Promise<string> {
  const { status, body: reply } = await user.request("POST", `${base}/api/terminals`, body === undefined ? {} : { body });
  expect(status).toBe(200);
  return JSON.parse(reply.toString()).name;
}

it("a terminal runs the program that a request names in place of a shell, with its words as they are", async () => {
  const name = await create({ name: "own", shell_command: ["/bin/sh", "-c", 'read x; printf "%s." "$x" "$0" "$1"', "it's", "two words"] });
  const terminal = await attach(`${base}/terminals/websocket/${name}`, { cookie: await cookieOf("notes") });
  terminal.stdin("go\r");
  expect(await terminal.shown(/words\./)).toContain("go.it's.two words.");
});

it("a terminal is a shell in the home of the space, and can be deleted", async () => {
  const name = await create();
  expect(name).toBe("1");
  const terminal = await attach(`${base}/terminals/websocket/${name}`, { cookie: await cookieOf("notes") });
  terminal.socket.send(JSON.stringify(["set_size", 41, 133]));
  terminal.stdin("stty size; pwd; echo $AWS_ACCESS_KEY_ID.$HOME\r");
  const shown = await terminal.shown(/41 133\r\n.*volumes\/200010\r\n\..*volumes\/200010\r\n/s);
  expect(shown).toContain("sagemaker-user@default:~$");
  expect(terminal.messages[0]).toEqual(["setup", {}]);
  const listed = JSON.parse((await user.request("GET", `${base}/api/terminals`)).body.toString());
  expect(listed).toEqual([{ name, last_activity: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*\d{6}Z$/) }]);
  expect((await user.request("DELETE", `${base}/api/terminals/${name}`)).status).toBe(204);
  await expect.poll(() => terminal.messages.at(-1), { timeout: 20_000 }).toEqual(["disconnect", 1]);
  expect((await user.request("GET", `${base}/api/terminals`)).body.toString()).toBe("[]");
  expect((await user.request("DELETE", `${base}/api/terminals/${name}`)).status).toBe(404);
});

it("a client that comes back gets what was written before, and the smallest size of two counts", async () => {
  const path = `${base}/terminals/websocket/${await create()}`;
  const cookie = await cookieOf("notes");
  const first = await attach(path, { cookie });
  first.socket.send(JSON.stringify(["set_size", 50, 100]));
  first.stdin("echo o''nce\r");
  await first.shown(/once\r\n/);
  const second = await attach(path, { cookie });
  await second.shown(/once\r\n/);
  second.socket.send(JSON.stringify(["set_size", 30, 120]));
  await expect.poll(() => (first.stdin("stty size\r"), first.shown(/30 100/)), { timeout: 20_000 }).toContain("30 100");
});

it("a terminal starts in a folder under the home, and in no other", async () => {
  const name = await create({ cwd: "../../.." });
  const terminal = await attach(`${base}/terminals/websocket/${name}`, { cookie: await cookieOf("notes") });
  terminal.stdin("pwd\r");
  expect(await terminal.shown(/volumes\/200010\r\n/)).not.toContain("200010/..");
});

it("a terminal requires the XSRF token, and the session's cookie", async () => {
  expect((await user.request("POST", `${base}/api/terminals`, { xsrf: false })).status).toBe(403);
  const path = `${base}/terminals/websocket/${await create()}`;
  await expect(attach(path, {})).rejects.toThrow("403");
  await expect(attach(path, { cookie: "studio_session=guess" })).rejects.toThrow("403");
  // The cookie of another server leads to that server, which has no such terminal.
  await expect(attach(path, { cookie: await cookieOf() })).rejects.toThrow(/404|503/);
});

it.each([
  ["a host of the internet", { host: "evil.example" }],
  ["a page of another origin", { origin: "https://evil.example" }],
])("a terminal refuses %s", async (_, headers) => {
  const path = `${base}/terminals/websocket/${await create()}`;
  await expect(attach(path, { cookie: await cookieOf("notes"), ...headers })).rejects.toThrow("403");
});

it.each(["7", "..%2F1", "%"])("the list has no terminal %s", async (name) => {
  await expect(attach(`${base}/terminals/websocket/${name}`, { cookie: await cookieOf("notes") })).rejects.toThrow("404");
});

it("the terminals of a deleted app end", async () => {
  const terminal = await attach(`${base}/terminals/websocket/${await create()}`, { cookie: await cookieOf("notes") });
  await sandbox.client.send(new DeleteAppCommand(notes));
  await expect.poll(() => terminal.messages.at(-1), { timeout: 20_000 }).toEqual(["disconnect", 1]);
});

it("an open image terminal has a shell, in the user's home, until its KernelGateway app ends", async () => {
  user = await signIn(await presigned());
  const cookie = await cookieOf();
  expect(JSON.parse((await user.request("GET", `${classic}/api/terminals`)).body.toString())).toEqual([{ name: imageTerminal }]);
  const terminal = await attach(`${classic}/terminals/websocket/${encodeURIComponent(imageTerminal)}`, { cookie });
  terminal.stdin("pwd\r");
  await terminal.shown(/efs\/200005\r\n/);
  await sandbox.client.send(
    new DeleteAppCommand({ DomainId: domainId, UserProfileName: "alice", AppType: "KernelGateway", AppName: "gpu" }),
  );
  await expect.poll(() => terminal.messages.at(-1), { timeout: 20_000 }).toEqual(["disconnect", 1]);
  expect((await user.request("GET", `${classic}/api/terminals`)).body.toString()).toBe("[]");
});

it("a terminal closes on a message that is not JSON", async () => {
  const terminal = await attach(`${base}/terminals/websocket/${await create()}`, { cookie: await cookieOf("notes") });
  const closed = new Promise((resolve) => terminal.socket.on("close", resolve));
  terminal.socket.send("{");
  expect(await closed).toBe(1011);
});
