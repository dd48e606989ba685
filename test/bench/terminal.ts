import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Built } from "./built.ts";
import { type Row, comparedWithoutPeak } from "./row.ts";

const space = "nlp-notebooks";
const requests = fileURLToPath(new URL("terminal-requests.cjs", import.meta.url));

/** `terminal -- true` beside a program that makes its requests and nothing else, on a sandbox in another process. */
export async function terminalRows({ launcher }: Built): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-bench-"));
  const env = { ...process.env, STUDIOCTL_STATE_HOME: folder };
  const serve = [launcher, "sandbox", "serve", "--shells", "--port", "0"];
  const server = spawn(process.execPath, serve, { env, stdio: ["ignore", "ignore", "pipe"] });
  try {
    const { endpoint, variables } = await readyOf(server);
    const describe = [launcher, "--sandbox", "-q", "domain", "describe", "research", "-o", "name"];
    const domain = execFileSync(process.execPath, describe, { env, encoding: "utf8" }).trim();
    return [
      comparedWithoutPeak(
        "terminal SPACE -- true",
        [process.execPath, launcher, "terminal", space, "-d", domain, "--endpoint-url", endpoint, "--", "true"],
        { name: "its requests one after another", program: [process.execPath, requests, endpoint, domain, space], target: 2.5 },
        variables,
      ),
    ];
  } finally {
    server.kill();
    if (server.exitCode === null) await once(server, "exit");
    rmSync(folder, { recursive: true });
  }
}

interface Ready {
  readonly endpoint: string;
  /** The key that it takes. */
  readonly variables: NodeJS.ProcessEnv;
}

/** Reads the line by which the server says how it is called. */
async function readyOf({ stderr }: ChildProcess): Promise<Ready> {
  if (stderr === null) throw new Error("the server has no output");
  for await (const line of createInterface({ input: stderr })) {
    const [, id, secret, endpoint] = /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+) .*--endpoint-url (\S+)/.exec(line) ?? [];
    if (endpoint !== undefined) return { endpoint, variables: { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } };
  }
  throw new Error("the server ended before it was ready");
}
