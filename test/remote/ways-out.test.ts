import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Clock } from "../../src/ports/clock.ts";
import { openChannel } from "../../src/remote/channel.ts";
import { createAgents } from "../../src/system/agents.ts";
import { manualClock } from "../fakes/manual-clock.ts";
import { FarEnd } from "./far-end.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
const bundle = { file: cert, from: "AWS_CA_BUNDLE" };
let farEnd: FarEnd;

/** A proxy that knows CONNECT, and leads to this machine. */
const asked: string[] = [];
const proxy = createServer();
proxy.on("connect", (request, socket, head) => {
  asked.push(`${request.url} ${request.headers["proxy-authorization"] ?? "nobody"}`);
  if (request.headers["proxy-authorization"] === undefined) {
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    return;
  }
  const upstream = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  socket.on("error", () => upstream.destroy());
  upstream.on("error", () => socket.destroy());
});
let proxyPort = 0;

beforeAll(async () => {
  const subject = ["-subj", "/CN=far-end", "-addext", "subjectAltName=IP:0.0.0.0"];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", ...subject], {
    stdio: "pipe",
  });
  farEnd = await FarEnd.open({ echoes: true, tls: { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") } });
  await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
  const address = proxy.address();
  if (address !== null && typeof address !== "string") proxyPort = address.port;
});
afterAll(async () => {
  await farEnd.close();
  proxy.closeAllConnections();
  proxy.close();
  rmSync(folder, { recursive: true });
});

const signal = new AbortController().signal;

/** The waits between attempts at the connection take no time; all limits are far away. */
const betweenAttempts: Clock = {
  ...manualClock(),
  sleep: (milliseconds, own) => (milliseconds < 5_000 ? Promise.resolve() : manualClock().sleep(milliseconds, own)),
};

it("a session goes over TLS through the proxy of the environment, trusting the authorities of the bundle", async () => {
  const agents = await createAgents({ HTTPS_PROXY: `http://user:word@127.0.0.1:${proxyPort}`, NO_PROXY: "" }, bundle);
  const channel = await openChannel(farEnd.session, { clock: manualClock(), agents, signal });
  await channel.send(Buffer.from("through"));
  const { value } = await channel.received[Symbol.asyncIterator]().next();
  expect(Buffer.from(value ?? []).toString()).toBe("through");
  expect(asked).toEqual([expect.stringMatching(/^0\.0\.0\.0:\d+ Basic /)]);
  farEnd.cut();
});

it("a proxy that refuses is named, without the address of the session", async () => {
  const agents = await createAgents({ HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`, NO_PROXY: "" }, bundle);
  const failing = openChannel(farEnd.session, { clock: betweenAttempts, agents, signal });
  const error: unknown = await failing.catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "unavailable", why: "the proxy requires a user name and a password (the proxy of HTTPS_PROXY)" });
  expect(JSON.stringify(error)).not.toContain("s3cret");
});

it("a certificate that nobody vouches for is refused", async () => {
  await expect(openChannel(farEnd.session, { clock: betweenAttempts, agents: undefined, signal })).rejects.toMatchObject({
    code: "unavailable",
    why: "its certificate is not trusted",
    fix: expect.stringContaining("AWS_CA_BUNDLE"),
  });
});
