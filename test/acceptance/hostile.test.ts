import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { type Attack, answer, hostileServer, json } from "../jupyter/hostile-server.ts";
import { type Outcome, patience } from "./account.ts";
import { runWithServers } from "./own-servers.ts";

interface Report {
  readonly Decisions: readonly {
    readonly UserProfileName: string;
    readonly Verdict: string;
    readonly Result: string;
    readonly Reason: string;
  }[];
}

const user = (name: string) => ({
  name,
  apps: [
    { type: "JupyterServer" as const, started: "8h" },
    { type: "KernelGateway" as const, name: "a", started: "8h" },
  ],
  server: { mode: "up" as const, kernels: [{ state: "idle" as const, active: "3h", app: "a", notebook: "a.ipynb" }] },
});
const seed: Seed = { domains: [{ name: "lab", users: [user("ana"), user("mallory")] }] };
const session = (path: string) => [
  { id: "s", path, kernel: { id: "k", execution_state: "idle", last_activity: "2020-01-01T00:00:00Z", app_name: "a" } },
];

/** A run over the apps of two users, where mallory's server does what an attack does; and the size of all that it wrote down. */
async function run(
  attack: Attack,
): Promise<Outcome & { readonly verdicts: Readonly<Record<string, string>>; readonly reason: string; readonly kept: number }> {
  const hostile = await hostileServer(attack, "api");
  const presign = (user: string): string | undefined => (user === "mallory" ? hostile.presign(user).reveal() : undefined);
  const outcome = await runWithServers(
    seed,
    ({ UserProfileName }) => presign(UserProfileName),
    "studioctl auto-shutdown run --yes --no-wait -o json",
  );
  await hostile.close();
  const { Decisions }: Report = JSON.parse(outcome.stdout);
  return {
    ...outcome,
    verdicts: Object.fromEntries(Decisions.map(({ UserProfileName, Verdict, Result }) => [UserProfileName, `${Verdict} ${Result}`])),
    reason: Decisions.find(({ UserProfileName }) => UserProfileName === "mallory")?.Reason ?? "",
    kept: sizeOf(outcome.state),
  };
}

/** Answers with these, by the last part of their paths; empty lists where nothing is said. */
function documents(all: Readonly<Record<string, unknown>>): Attack {
  return (socket, path) => {
    const [, name = ""] = /api\/(\w+)/.exec(path) ?? [];
    socket.write(typeof all[name] === "number" ? answer("", {}, `${all[name]} ?`) : answer(JSON.stringify(all[name] ?? [])));
  };
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name)).length, 0);
}

describe.concurrent("a run stops what is idle, with any response of another user's server", patience, () => {
  it.each<[string, Attack, string]>([
    [
      "101 Switching Protocols",
      (socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
      "the server answered 101 Switching Protocols",
    ],
    ["a connection closed without an answer", (socket) => void socket.end(), "the server dropped the connection"],
    ["a path of seven megabytes", json(JSON.stringify(session("x".repeat(7_000_000)))), "the server sent more than 4 MB"],
    [
      "100,000 terminals and as many apps",
      json(`[${Array.from({ length: 100_000 }, (_, place) => `{"name":"arn:x__${place}__y"}`).join(",")}]`),
      "the server sent more than 4 MB",
    ],
  ])("%s", async (_what, attack, why) => {
    const { code, verdicts, reason, stdout, kept } = await run(attack);
    expect([code, verdicts]).toEqual([0, { ana: "idle stopped", mallory: "unknown kept" }]);
    expect(reason).toContain(why);
    expect(stdout.length + kept).toBeLessThan(30_000);
  });

  it("a path of three megabytes, which is cut wherever it is shown or kept", async () => {
    const { code, verdicts, reason, stdout, kept } = await run(documents({ sessions: session("x".repeat(3_000_000)) }));
    expect([code, verdicts]).toEqual([0, { ana: "idle stopped", mallory: "idle stopped" }]);
    expect(reason).toMatch(/, x{199}…$/);
    expect(stdout.length + kept).toBeLessThan(30_000);
  });
});

const kernel = (change: object) => ({ id: "k", execution_state: "idle", last_activity: "2020-01-01T00:00:00Z", ...change });

describe.concurrent("a run judges by what a server says", patience, () => {
  const sessions = session("a.ipynb");
  const terminal = { name: "arn:aws:sagemaker:us-east-1:1:image/x__0__ml.t3.medium" };

  it.each<[string, Readonly<Record<string, unknown>>, string, string]>([
    ["idle", { sessions, status: {} }, "idle stopped", "no activity since it started"],
    ["busy wins, in the second list", { sessions, kernels: [kernel({ execution_state: "busy" })] }, "active kept", "kernel busy"],
    [
      "busy wins, in the first list",
      { sessions: [{ ...sessions[0], kernel: { ...sessions[0]?.kernel, execution_state: "busy" } }], kernels: [kernel({})] },
      "active kept",
      "kernel busy",
    ],
    [
      "busy wins over pending",
      { sessions: [{ ...sessions[0], type: "pending" }], kernels: [kernel({ execution_state: "busy" })] },
      "active kept",
      "kernel busy",
    ],
    [
      "a malformed kernel of the app",
      { sessions: [...sessions, { kernel: { id: "m", app_name: "a" } }] },
      "unknown kept",
      "/api/sessions lists a kernel without execution_state",
    ],
    [
      "a malformed kernel of another app",
      { sessions: [...sessions, { kernel: { id: "m", app_name: "b" } }] },
      "idle stopped",
      "no activity since it started",
    ],
    [
      "a malformed kernel of no app, a text for a session, a terminal without name",
      { sessions: [...sessions, "x"], kernels: [{}], terminals: [{}] },
      "idle stopped",
      "no activity since it started",
    ],
    ["/api/status that fails", { sessions, status: 500 }, "idle stopped", "no activity since it started"],
    [
      "/sagemaker/api/apps that fails, with an image terminal open",
      { sessions, terminals: [terminal], apps: 500 },
      "active kept",
      "image terminal",
    ],
    ["a list that fails", { sessions, kernels: 500 }, "unknown kept", "the server answered 500 to /api/kernels"],
  ])("%s", async (_what, all, verdict, reason) => {
    const found = await run(documents(all));
    expect(found).toMatchObject({ code: 0, verdicts: { ana: "idle stopped", mallory: verdict }, reason: expect.stringContaining(reason) });
  });
});
