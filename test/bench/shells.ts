import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A sandbox with shells, in another process. */
export interface Shells {
  readonly endpoint: string;
  /** The key that it takes. */
  readonly variables: NodeJS.ProcessEnv;
  /** The id of the domain of `space`. */
  readonly domain: string;
  /** A space whose app runs. */
  readonly space: string;
  /** Where it keeps its state, and what is measured its files. */
  readonly folder: string;
}

/** Serves a sandbox with shells for as long as the work takes. */
export async function withShells<T>(launcher: string, work: (shells: Shells) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-bench-"));
  const env = { ...process.env, STUDIOCTL_STATE_HOME: folder };
  const serve = [launcher, "sandbox", "serve", "--shells", "--port", "0"];
  const server = spawn(process.execPath, serve, { env, stdio: ["ignore", "ignore", "pipe"] });
  try {
    const ready = await readyOf(server);
    const describe = [launcher, "--sandbox", "-q", "domain", "describe", "research", "-o", "name"];
    const domain = execFileSync(process.execPath, describe, { env, encoding: "utf8" }).trim();
    return await work({ ...ready, domain, space: "nlp-notebooks", folder });
  } finally {
    server.kill();
    if (server.exitCode === null) await once(server, "exit");
    rmSync(folder, { recursive: true });
  }
}

/** Reads the line by which the server says how it is called. */
async function readyOf({ stderr }: ChildProcess): Promise<Pick<Shells, "endpoint" | "variables">> {
  if (stderr === null) throw new Error("the server has no output");
  for await (const line of createInterface({ input: stderr })) {
    const [, id, secret, endpoint] = /AWS_ACCESS_KEY_ID=(\S+) AWS_SECRET_ACCESS_KEY=(\S+) .*--endpoint-url (\S+)/.exec(line) ?? [];
    if (endpoint !== undefined) return { endpoint, variables: { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } };
  }
  throw new Error("the server ended before it was ready");
}
