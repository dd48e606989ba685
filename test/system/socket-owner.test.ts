import { once } from "node:events";
import { type Socket, connect, createServer } from "node:net";
import { expect, it } from "vitest";
import { ownerInList, ownerInTable, ownerOfPeer } from "../../src/system/socket-owner.ts";

const [from, to] = [
  { address: "127.0.0.1", port: 51_000 },
  { address: "127.0.0.1", port: 4_510 },
];
const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";
const line = (local: string, remote: string, uid: number) =>
  `   1: ${local} ${remote} 01 00000000:00000000 00:00000000 00000000  ${uid}        0 1234 1 0000000000000000 20 4 30 10 -1`;
// 51000 is C738, 4510 is 119E.
const ours = "0100007F:119E";

it("reads who connects from the table of Linux, not who listens", () => {
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

it("reads a connection that a program made with a socket of IPv6", () => {
  const table = [head, line("0000000000000000FFFF00000100007F:C738", "0000000000000000FFFF00000100007F:119E", 1001)].join("\n");
  expect(ownerInTable(table, from, to)).toBe(1001);
});

it("reads who connects from the fields of lsof", () => {
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

it.runIf(process.platform === "linux")("finds this user at the other end of a real connection", async () => {
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
