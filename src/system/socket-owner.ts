import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { runCommand } from "./command.ts";
import type { Environment } from "./paths.ts";

/** One end of a connection over IPv4 loopback. */
export interface End {
  readonly address: string;
  readonly port: number;
}

/**
 * The uid of the user whose program is at the other end of a connection on this machine; undefined where that cannot be
 * found out. Linux has it in /proc/net/tcp (proc_pid_net(5)), macOS in the output of lsof, which shows a user's own programs.
 */
export async function ownerOfPeer(socket: Socket, platform: NodeJS.Platform, env: Environment): Promise<number | undefined> {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  if (remoteAddress === undefined || remotePort === undefined || localAddress === undefined || localPort === undefined) return undefined;
  const [from, to] = [
    { address: remoteAddress, port: remotePort },
    { address: localAddress, port: localPort },
  ];
  if (platform === "linux") {
    for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
      const uid = ownerInTable(await readFile(table, "utf8").catch(() => ""), from, to);
      if (uid !== undefined) return uid;
    }
    return undefined;
  }
  if (platform !== "darwin") return undefined;
  const words = ["-nP", `-iTCP:${remotePort}`, "-sTCP:ESTABLISHED", "-Fun"];
  const outcome = await runCommand("lsof", words, { env, ifMissing: "lsof is part of macOS" }).catch(() => undefined);
  return outcome === undefined ? undefined : ownerInList(outcome.stdout, from, to);
}

/** From the lines of /proc/net/tcp or tcp6: `sl local_address rem_address st queues timer retrnsmt uid …`, addresses in hex by the machine's byte order. */
export function ownerInTable(table: string, from: End, to: End): number | undefined {
  for (const line of table.split("\n")) {
    const [, local, remote, , , , , uid] = line.trim().split(/\s+/);
    if (local === undefined || remote === undefined || uid === undefined) continue;
    if (isEnd(local, from) && isEnd(remote, to)) return Number(uid);
  }
  return undefined;
}

/** An IPv4 address may stand in the table of IPv6 as ::ffff:127.0.0.1. */
function isEnd(text: string, { address, port }: End): boolean {
  const [hex = "", portHex = ""] = text.split(":");
  if (Number.parseInt(portHex, 16) !== port) return false;
  const bytes = address
    .replace(/^::ffff:/, "")
    .split(".")
    .map((byte) => Number(byte).toString(16).padStart(2, "0").toUpperCase());
  const [there, reversed] = [bytes.join(""), bytes.toReversed().join("")];
  const mapped = /^0{16}(?:FFFF0000|0000FFFF)/;
  const four = hex.length === 32 && mapped.test(hex) ? hex.slice(24) : hex;
  return four === there || four === reversed;
}

/** From lsof's fields: `pPID`, `uUID` of a process, then `nFROM->TO` of each of its connections. */
export function ownerInList(list: string, from: End, to: End): number | undefined {
  let uid: number | undefined;
  for (const line of list.split("\n")) {
    if (line.startsWith("p")) uid = undefined;
    if (line.startsWith("u")) uid = Number(line.slice(1));
    if (line === `n${from.address}:${from.port}->${to.address}:${to.port}`) return uid;
  }
  return undefined;
}
