import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

const keys = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "example", AWS_REGION: "us-east-1" };

/** Where a command line connects to: the command, and whatever it starts. */
async function connectionsOf(line: string, env: Readonly<Record<string, string | undefined>> = {}): Promise<readonly string[]> {
  const { run } = account();
  const watched = { NODE_OPTIONS: `--require ${join(import.meta.dirname, "connections.cjs")}`, ...env };
  const { stderr } = await run(line, { env: watched });
  return [...new Set([...stderr.matchAll(/^connects: (.+)$/gm)].map(([, where = ""]) => where))];
}

describe.concurrent("the command connects to requested addresses only", patience, () => {
  it.each([
    "--version",
    "--help",
    "app start --help",
    "help environment",
    "completion bash",
    "config list",
    "config set output json",
    "auto-shutdown history",
    "auto-shutdown schedule print --every 15m --region us-east-1",
    "app lst",
    "app start --type Nonsense",
  ])("%s", async (line) => {
    expect(await connectionsOf(`studioctl ${line}`, { STUDIOCTL_SANDBOX: undefined, ...keys })).toEqual([]);
  });

  it("stays on this machine with the sandbox", async () => {
    expect(await connectionsOf("studioctl auto-shutdown run --yes", keys)).toEqual(["127.0.0.1"]);
  });

  it("reaches the endpoint that is named, and nothing else", async () => {
    const where = await connectionsOf("studioctl app list -d d-1 --endpoint-url http://localhost:9 --timeout 1s", {
      STUDIOCTL_SANDBOX: undefined,
      ...keys,
    });
    expect(where).toEqual(["localhost"]);
  });
});
