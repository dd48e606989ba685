import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { DomainId } from "../remote/space-service.ts";
import type { Built } from "./built.ts";
import { type Program, isInstalled, median, runOther } from "./measure.ts";
import type { Row } from "./row.ts";

const megabytes = 32;
const runs = 5;
/** What the channel has to carry over loopback, at the least. */
const leastMbPerSecond = 5;

/** The bytes of `ssh-proxy` in each direction, and ssh through it beside ssh without it. */
export async function channelRows({ launcher }: Built): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-bench-"));
  try {
    const [data, never] = [join(folder, "data"), join(folder, "never")];
    writeFileSync(data, randomBytes(megabytes * 1024 * 1024));
    execFileSync("mkfifo", [never]);
    const proxy = (endpoint: string): string => `${process.execPath} ${launcher} --endpoint-url ${endpoint} ssh-proxy nlp -d ${DomainId}`;
    return [
      await withFarEnd(["sink"], (endpoint) => rate("to the container", shell(`${proxy(endpoint)} < ${data}`))),
      await withFarEnd(["source", String(megabytes * 1024 * 1024)], (endpoint) =>
        // A fifo that is open for reading and writing never ends.
        rate("from the container", shell(`exec 3<>${never}; ${proxy(endpoint)} <&3 >/dev/null`)),
      ),
      ...(await sshRows(folder, data, proxy)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function shell(line: string): Program {
  return ["bash", "-c", line];
}

function rate(direction: string, program: Program): Row {
  const seconds = median(Array.from({ length: runs }, () => runOther(program).milliseconds)) / 1000;
  const found = megabytes / seconds;
  return {
    what: `ssh-proxy, ${megabytes} MB ${direction}, start included`,
    measured: `${found.toFixed(1)} MB/s`,
    against: `${leastMbPerSecond} MB/s`,
    ratio: leastMbPerSecond / found,
    target: 1,
  };
}

/** ssh through the channel to Debian's sshd, beside ssh to the same server. */
async function sshRows(folder: string, data: string, proxy: (endpoint: string) => string): Promise<Row[]> {
  if (!isInstalled(["sh", "-c", "test -x /usr/sbin/sshd && command -v ssh"]))
    return [{ what: "ssh through the channel", measured: "", against: "no ssh and sshd here" }];
  const port = await freePort();
  const [hostKey, key] = ["host", "user"].map((name) => join(folder, name));
  if (hostKey === undefined || key === undefined) throw new RangeError("two keys");
  for (const file of [hostKey, key]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
  chmodSync(folder, 0o700);
  const config = join(folder, "sshd_config");
  writeFileSync(
    config,
    `Port ${port}\nListenAddress 127.0.0.1\nHostKey ${hostKey}\nAuthorizedKeysFile ${key}.pub\nPidFile none\nStrictModes no\nUsePAM no\n`,
  );
  const sshd = spawn("/usr/sbin/sshd", ["-D", "-f", config], { stdio: "ignore" });
  try {
    return await withFarEnd(["port", String(port)], (endpoint) => {
      const options = `-i ${key} -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectionAttempts=20`;
      const host = `${userInfo().username}@127.0.0.1`;
      const through = `-o ProxyCommand='${proxy(endpoint)}'`;
      const directions = [
        ["to", (way: string) => shell(`ssh -F none ${options} ${way} ${host} 'cat >/dev/null' < ${data}`)],
        ["from", (way: string) => shell(`ssh -F none ${options} ${way} ${host} 'cat ${data}' > /dev/null`)],
      ] as const;
      return directions.map(([word, program]) => {
        runOther(program(`-p ${port}`));
        const plain = median(Array.from({ length: runs }, () => runOther(program(`-p ${port}`)).milliseconds));
        const own = median(Array.from({ length: runs }, () => runOther(program(through)).milliseconds));
        return {
          what: `ssh through it, ${megabytes} MB ${word} sshd, start included`,
          measured: `${((megabytes * 1000) / own).toFixed(1)} MB/s`,
          against: `plain ssh: ${((megabytes * 1000) / plain).toFixed(1)} MB/s`,
          ratio: own / plain,
        };
      });
    });
  } finally {
    sshd.kill();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("the server had no port");
  return address.port;
}

/** Runs the far end in another process while the work lasts. */
async function withFarEnd<T>(words: readonly string[], work: (endpoint: string) => T): Promise<T> {
  const file = fileURLToPath(new URL("channel-far-end.ts", import.meta.url));
  const child: ChildProcess = spawn(process.execPath, [...process.execArgv, file, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    if (child.stdout === null) throw new Error("the far end has no output");
    const [endpoint]: unknown[] = await once(createInterface({ input: child.stdout }), "line");
    return work(String(endpoint));
  } finally {
    child.kill();
  }
}
