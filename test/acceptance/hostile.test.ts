import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createJupyterHost } from "../../src/sandbox/jupyter/host.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { startSandbox } from "../../src/sandbox/server.ts";
import { memoryStore } from "../../src/sandbox/store.ts";
import { type Attack, answer, hostileServer, json } from "../jupyter/hostile-server.ts";
import { type Outcome, account, patience } from "./account.ts";

interface Report {
  readonly Decisions: readonly { readonly UserProfileName: string; readonly Verdict: string; readonly Result: string; readonly Reason: string }[];
}

const user = (name: string) => ({
  name,
  apps: [{ type: "JupyterServer" as const, started: "8h" }, { type: "KernelGateway" as const, name: "a", started: "8h" }],
  server: { mode: "up" as const, kernels: [{ state: "idle" as const, active: "3h", app: "a", notebook: "a.ipynb" }] },
});
const seed: Seed = { domains: [{ name: "lab", users: [user("ana"), user("mallory")] }] };
const session = (path: string) => [{ id: "s", path, kernel: { id: "k", execution_state: "idle", last_activity: "2020-01-01T00:00:00Z", app_name: "a" } }];

/** A run over the apps of two users, where mallory's server does what an attack does; and the size of all that it wrote down. */
async function run(attack: Attack): Promise<Outcome & { readonly verdicts: Readonly<Record<string, string>>; readonly reason: string; readonly kept: number }> {
  const hostile = await hostileServer(attack, "api");
  const service = await startSandbox({
    store: memoryStore(seedState(seed, Date.now())),
    jupyter: (deps) => {
      const host = createJupyterHost(deps);
      return { ...host, presign: (origin, request) => (request.UserProfileName === "mallory" ? hostile.presign("mallory").reveal() : host.presign(origin, request)) };
    },
  });
  const { run, folder } = account();
  const env = { STUDIOCTL_SANDBOX: undefined, AWS_REGION: "us-east-1", AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b", STUDIOCTL_STATE_HOME: join(folder, "own") };
  const outcome = await run(`studioctl auto-shutdown run --yes --no-wait -o json --endpoint-url ${service.endpoint}`, { env });
  await Promise.all([service.close(), hostile.close()]);
  const { Decisions }: Report = JSON.parse(outcome.stdout);
  return {
    ...outcome,
    verdicts: Object.fromEntries(Decisions.map(({ UserProfileName, Verdict, Result }) => [UserProfileName, `${Verdict} ${Result}`])),
    reason: Decisions.find(({ UserProfileName }) => UserProfileName === "mallory")?.Reason ?? "",
    kept: sizeOf(join(folder, "own")),
  };
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name)).length, 0);
}

describe.concurrent("a run stops what is idle, whatever another user's server does", patience, () => {
  it.each<[string, Attack, string]>([
    ["101 Switching Protocols", (socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"), "the server answered 101 Switching Protocols"],
    ["a connection closed without an answer", (socket) => void socket.end(), "the server dropped the connection"],
    ["a path of seven megabytes", json(JSON.stringify(session("x".repeat(7_000_000)))), "the server sent more than 4 MB"],
    ["100,000 terminals and as many apps", json(`[${Array.from({ length: 100_000 }, (_, place) => `{"name":"arn:x__${place}__y"}`).join(",")}]`), "the server sent more than 4 MB"],
  ])("%s", async (_what, attack, why) => {
    const { code, verdicts, reason, stdout, kept } = await run(attack);
    expect([code, verdicts]).toEqual([0, { ana: "idle stopped", mallory: "unknown kept" }]);
    expect(reason).toContain(why);
    expect(stdout.length + kept).toBeLessThan(30_000);
  });

  it("a path of three megabytes, which is cut wherever it is shown or kept", async () => {
    const all: Readonly<Record<string, unknown>> = { sessions: session("x".repeat(3_000_000)), kernels: [], terminals: [], status: {} };
    const { code, verdicts, reason, stdout, kept } = await run((socket, path) => void socket.write(answer(JSON.stringify(all[/api\/(\w+)/.exec(path)?.[1] ?? ""]))));
    expect([code, verdicts]).toEqual([0, { ana: "idle stopped", mallory: "idle stopped" }]);
    expect(reason).toMatch(/, x{199}…$/);
    expect(stdout.length + kept).toBeLessThan(30_000);
  });
});
