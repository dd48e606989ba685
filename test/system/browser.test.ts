import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { createBrowser, openerOf, ownerInList, ownerInTable, ownerOfPeer } from "../../src/system/browser.ts";
import { systemClock } from "../../src/system/clock.ts";
import { fakeClock } from "../fakes/clock.ts";
import { fakeCommands } from "./fake-command.ts";

const secret = "https://studio.example/auth?token=not-to-be-seen";
const patient = { signal: new AbortController().signal, platform: "linux" } as const;

/** A machine whose browser is a script. */
function machine(script: string, clock = systemClock, more: Partial<Parameters<typeof createBrowser>[0]> = {}) {
  const commands = fakeCommands();
  commands.add("xdg-open", script);
  const browser = createBrowser({ ...patient, clock, env: { PATH: commands.path, NODE: process.execPath }, ...more });
  return { open: () => browser.open(new Secret(secret)), opened: () => readFileSync(join(commands.folder, "opened"), "utf8").trim() };
}

const follow = `
exec "$NODE" -e 'require("http").get(process.argv[1], (a) => require("fs").writeFileSync(process.argv[2], [process.argv[1], a.statusCode, a.headers.location].join(" ")))' "$1" "$FOLDER/opened"
`;

it("the browser gets the address by a redirect, and its command line has none of it", async () => {
  const { open, opened } = machine(follow);
  await open();
  await expect.poll(opened).toMatch(/ 302 /);
  const [given = "", status, location] = opened().split(" ");
  expect([given, status, location]).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{64}$/), "302", secret]);
});

it("the relay answers once, and only at its own path", async () => {
  const { open, opened } = machine(`
exec "$NODE" -e '
const [url, file] = process.argv.slice(1);
const ask = (u) => new Promise((r) => require("http").get(u, (a) => (a.resume(), r(a.statusCode))).on("error", () => r("refused")));
(async () => {
  const codes = [await ask(new URL("/", url)), await ask(url), await ask(url)];
  require("fs").writeFileSync(file, codes.join(" "));
})()' "$1" "$FOLDER/opened"
`);
  await open();
  await expect.poll(opened).toMatch(/^404 302 (404|refused)$/);
});

it("a program of another user is refused, and one of this user is then still answered", async () => {
  const owners = [1001, undefined, 1000];
  const { open, opened } = machine(
    `
exec "$NODE" -e '
const [url, file] = process.argv.slice(1);
const ask = (u) => new Promise((r) => require("http").get(u, (a) => (a.resume(), r(a.statusCode))).on("error", () => r("refused")));
(async () => {
  const codes = [await ask(url), await ask(url), await ask(url)];
  require("fs").writeFileSync(file, codes.join(" "));
})()' "$1" "$FOLDER/opened"
`,
    systemClock,
    { uid: 1000, ownerOf: async () => owners.shift() },
  );
  await open();
  await expect.poll(opened).toBe("403 403 302");
});

it("root is answered, who may read everything anyway, such as the relay to a browser outside of WSL", async () => {
  const { open, opened } = machine(follow, systemClock, { uid: 1000, ownerOf: async () => 0 });
  await open();
  await expect.poll(opened).toMatch(/ 302 /);
});

it.each([
  ["fails", "exit 3", "xdg-open failed (3)"],
  ["does not ask in time", "sleep 1", "the browser did not ask for the address within 60 s"],
])("a browser that %s is an error that names --print, and none of the address", async (what, script, why) => {
  const { open } = machine(script, what === "fails" ? systemClock : fakeClock());
  const error: unknown = await open().catch((error: unknown) => error);
  expect(error).toMatchObject({ code: "failed", message: "no browser could be opened", why, fix: expect.stringContaining("--print") });
  expect(JSON.stringify(error)).not.toContain("not-to-be-seen");
});

it("no command at all is the same", async () => {
  const browser = createBrowser({ ...patient, clock: systemClock, env: { PATH: "/nowhere" } });
  await expect(browser.open(new Secret(secret))).rejects.toMatchObject({
    code: "failed",
    why: "xdg-open could not be run",
    fix: expect.stringContaining("--print"),
  });
});

it("an interruption ends the relay at once", async () => {
  const interruption = new Error("interrupted");
  const commands = fakeCommands();
  commands.add("xdg-open", "sleep 1");
  const browser = createBrowser({ ...patient, signal: AbortSignal.abort(interruption), clock: systemClock, env: { PATH: commands.path } });
  await expect(browser.open(new Secret(secret))).rejects.toBe(interruption);
});

it.each([
  ["darwin", ["open", "URL"]],
  ["win32", ["cmd", "/c", "start", '""', "URL"]],
  ["linux", ["xdg-open", "URL"]],
] as const)("on %s uses the platform's own command", (platform, words) => {
  expect(openerOf(platform, "URL")).toEqual(words);
});

const [from, to] = [
  { address: "127.0.0.1", port: 51_000 },
  { address: "127.0.0.1", port: 4_510 },
];
const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const line = (local: string, remote: string, uid: number) =>
  `   1: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${uid}        0 1234 1 0000000000000000 20 4 30 10 -1`;
// 51000 is C738, 4510 is 119E.
const ours = "0100007F:119E";

it("the owner of a connection is read from the table of Linux, not the owner of the listener", () => {
  const table = [
    head,
    line("0100007F:119E", "0100007F:C738", 0),
    line("0100007F:C739", ours, 1002),
    line("0100007F:C738", ours, 1001),
  ].join("\n");
  expect(ownerInTable(table, from, to)).toBe(1001);
  expect(ownerInTable(table, { ...from, port: 51_002 }, to)).toBeUndefined();
  expect(ownerInTable("", from, to)).toBeUndefined();
});

it("a connection through an IPv6 socket is read", () => {
  const table = [head, line("0000000000000000FFFF00000100007F:C738", "0000000000000000FFFF00000100007F:119E", 1001)].join("\n");
  expect(ownerInTable(table, from, to)).toBe(1001);
});

it("the owner of a connection is read from the fields of lsof", () => {
  const list = [
    "p10",
    "u0",
    "f7",
    "n127.0.0.1:4510->127.0.0.1:51000",
    "p11",
    "u501",
    "f3",
    "n127.0.0.1:50999->127.0.0.1:4510",
    "f4",
    "n127.0.0.1:51000->127.0.0.1:4510",
  ];
  expect(ownerInList(list.join("\n"), from, to)).toBe(501);
  expect(ownerInList("", from, to)).toBeUndefined();
});

it.runIf(process.platform === "linux")("the owner of a real connection is this user", async () => {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const accepted = once(server, "connection");
  const client = connect(address.port, "127.0.0.1");
  const [peer]: Socket[] = await accepted;
  if (peer === undefined) throw new Error("nobody connected");
  expect(await ownerOfPeer(peer, "linux", {})).toBe(process.getuid?.());
  expect(await ownerOfPeer(peer, "win32", {})).toBeUndefined();
  client.destroy();
  server.close();
});
