import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";

/** A real sshd on loopback that lets this user in with a key of its own. */
export interface Sshd {
  readonly folder: string;
  /** The words that lead ssh to it, by a ProxyCommand that carries bytes, as `ssh-proxy` does. */
  readonly words: readonly string[];
  /** The ids of the processes that were its ProxyCommand, in their order. */
  readonly proxies: () => readonly number[];
  stop(): Promise<void>;
}

/** Carries bytes between its streams and a port. */
const proxyScript = `
const { connect } = require("node:net");
require("node:fs").appendFileSync(process.argv[3], process.pid + "\\n");
const socket = connect(Number(process.argv[2]), "127.0.0.1");
process.stdin.pipe(socket);
socket.pipe(process.stdout);
socket.on("error", () => process.exit(1)).on("close", () => process.exit(0));
`;

export async function startSshd(): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-sshd-"));
  const port = await freePort();
  for (const name of ["host", "user"]) spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, name)]);
  const { username, uid } = userInfo();
  // Where sshd separates privileges, root's needs this folder.
  if (uid === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const config = [
    `Port ${port}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${join(folder, "host")}`,
    `AuthorizedKeysFile ${join(folder, "user.pub")}`,
    "PidFile none",
    "StrictModes no",
    "PermitRootLogin yes",
    "PasswordAuthentication no",
    "Subsystem sftp internal-sftp",
  ];
  writeFileSync(join(folder, "sshd_config"), config.join("\n"));
  writeFileSync(join(folder, "proxy.cjs"), proxyScript);
  writeFileSync(join(folder, "proxies"), "");
  const child = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", join(folder, "sshd_config")], { stdio: "ignore" });
  await listening(port, child);
  const options = {
    ProxyCommand: `${process.execPath} ${join(folder, "proxy.cjs")} ${port} ${join(folder, "proxies")}`,
    IdentityFile: join(folder, "user"),
    IdentitiesOnly: "yes",
    User: username,
    StrictHostKeyChecking: "accept-new",
    UserKnownHostsFile: join(folder, "known_hosts"),
  };
  return {
    folder,
    words: ["-F", "none", ...Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`])],
    proxies: () => readFileSync(join(folder, "proxies"), "utf8").split("\n").filter(Boolean).map(Number),
    async stop() {
      const gone = new Promise((resolve) => void child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server of TCP has an address of TCP
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => void server.close(resolve));
  return port;
}

async function listening(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`sshd ended with ${child.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
      socket.once("connect", () => socket.destroy());
    });
    if (open) return;
    await wait(20);
  }
}

/** What a web server of this machine answers. */
export function pageAt(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ host: "localhost", port }, (response) => resolve(text(response))).once("error", reject);
  });
}
