import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { StudioctlError } from "../core/errors.ts";
import { within } from "../core/time-limit.ts";
import type { Secret } from "../core/secret.ts";
import type { Clock } from "../ports/clock.ts";
import type { Browser } from "../ports/programs.ts";
import { runCommand } from "./command.ts";
import type { Environment } from "./paths.ts";

/** A browser takes some seconds to start. */
const patienceMs = 60_000;

interface Surroundings {
  readonly env: Environment;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly platform?: NodeJS.Platform;
  /** The uid of this user; undefined on Windows, where other users do not see the arguments of a process. */
  readonly uid?: number | undefined;
  /** Finds the user at the other end of a connection. */
  readonly ownerOf?: (socket: Socket) => Promise<number | undefined>;
}

/**
 * Opens addresses with the platform's own command: `open`, `start`, `xdg-open`. Every user of the machine can read the arguments of a
 * command in the process list, for as long as the browser runs. So the command gets an address on this machine, which answers one request
 * of a program of this user (or of root, who may read everything anyway) with the redirect to the real address, and refuses every other
 * user. A redirecting file would be hidden too, but would stay on disk, and browsers confined in snaps cannot read it.
 */
export function createBrowser({
  env,
  clock,
  signal,
  platform = process.platform,
  uid = process.getuid?.(),
  ownerOf,
}: Surroundings): Browser {
  const mayAsk = async (socket: Socket): Promise<boolean> => {
    if (uid === undefined) return true;
    const owner = await (ownerOf ?? ((peer) => ownerOfPeer(peer, platform, env)))(socket);
    return owner === uid || owner === 0;
  };
  return {
    async open(url) {
      const { server, path, asked } = redirectOnce(url, mayAsk);
      try {
        const opener = openerOf(platform, `${await listening(server)}${path}`);
        const late = () => notOpened(`the browser did not ask for the address within ${patienceMs / 1_000} s`);
        await within(clock, { limitMs: patienceMs, signal, late }, () => Promise.race([asked, started(opener, env)]));
      } finally {
        server.close();
      }
    },
  };
}

/** The command line that opens an address. */
export function openerOf(platform: NodeJS.Platform, address: string): readonly [command: string, ...words: string[]] {
  if (platform === "darwin") return ["open", address];
  // A built-in of cmd; its first quoted argument is a window title.
  if (platform === "win32") return ["cmd", "/c", "start", '""', address];
  return ["xdg-open", address];
}

/** A server that answers one request for its secret path with a redirect, and no other; `asked` resolves with that request. */
function redirectOnce(
  url: Secret,
  mayAsk: (socket: Socket) => Promise<boolean>,
): { readonly server: Server; readonly path: string; readonly asked: Promise<void> } {
  const path = `/${randomBytes(32).toString("hex")}`;
  const server = createServer();
  const headers = { "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", Connection: "close" };
  const asked = new Promise<void>((resolve) => {
    let left = true;
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const status = request.method !== "GET" || request.url !== path ? 404 : (await mayAsk(request.socket)) ? 302 : 403;
      // Checked only now: two requests may have waited for the same lookup of their users.
      if (status !== 302 || !left) {
        response.writeHead(status === 302 ? 404 : status, headers).end();
        return;
      }
      left = false;
      response.writeHead(302, { ...headers, Location: url.reveal() }).end(resolve);
    };
    server.on("request", (request, response) => void answer(request, response));
  });
  return { server, path, asked };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

/** Starts a command that outlives this process; rejects if it cannot be started or fails, and never resolves. */
function started([command, ...words]: readonly [string, ...string[]], env: Environment): Promise<never> {
  const child = spawn(command, words, { env, detached: true, stdio: "ignore", windowsVerbatimArguments: true });
  child.unref();
  return new Promise((_resolve, reject) => {
    child.once("error", (cause) => reject(notOpened(`${command} could not be run`, cause)));
    child.once("exit", (status) => {
      if (status !== 0) reject(notOpened(`${command} failed (${status ?? "ended by a signal"})`));
    });
  });
}

function notOpened(why: string, cause?: unknown): StudioctlError {
  return new StudioctlError("failed", "no browser could be opened", {
    why,
    fix: "print the address instead, and open it yourself: --print",
    cause,
  });
}

/** One end of a connection over IPv4 loopback. */
export interface End {
  readonly address: string;
  readonly port: number;
}

/**
 * The uid of the user whose program is at the other end of a connection on this machine; undefined if unknown. Linux has it in
 * /proc/net/tcp (proc_pid_net(5)), macOS in the output of lsof, which shows a user's own programs.
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

/** An IPv4 address may be in the IPv6 table as ::ffff:127.0.0.1. */
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
