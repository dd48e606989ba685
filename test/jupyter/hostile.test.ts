import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { defaultPolicy } from "../../src/core/idle/policy.ts";
import type { SweepReport } from "../../src/core/idle/report.ts";
import { createActivityProbe } from "../../src/jupyter/probe.ts";
import { planSweep } from "../../src/operations/sweep/plan.ts";
import { defaultScope } from "../../src/operations/sweep/scope.ts";
import type { PresignedUrlRequest } from "../../src/ports/studio.ts";
import { classic, onePolicy, outcomes, server, start, world } from "../operations/sweep/sweep.ts";
import { type Attack, answer, endless, type HostileServer, hostileServer, json, stalled } from "./hostile-server.ts";
import { manualClock } from "./manual-clock.ts";

let hostile: HostileServer | undefined;
let honest: HostileServer | undefined;
afterEach(async () => {
  await Promise.all([hostile?.close(), honest?.close()]);
});

const at = "2026-03-02T09:00:00Z";
const idle = (app_name: string) => ({ id: `k-${app_name}`, execution_state: "idle", last_activity: at, connections: 0, app_name });

/** A server as it should be: one notebook, idle for three hours, in the app `a`. */
const wellBehaved: Attack = (socket, path) => {
  const documents: readonly (readonly [string, unknown])[] = [
    ["/api/sessions", [{ id: "s", path: "a.ipynb", type: "notebook", kernel: idle("a") }]],
    ["/api/kernels", [idle("a")]],
    ["/api/terminals", []],
    ["/api/status", { started: "2026-03-01T00:00:00Z" }],
  ];
  const document = documents.find(([name]) => path.includes(name))?.[1];
  socket.write(document === undefined ? answer("", {}, "404 Not Found") : answer(JSON.stringify(document)));
};

interface Circumstances {
  /** Time passes, once alice's server has been read and nothing else can happen. */
  readonly slow?: boolean;
  /** Whose servers are hostile. */
  readonly users?: readonly string[];
  /** All servers are at the host of the hostile one. */
  readonly oneHost?: boolean;
}

/** A plan over the apps of mallory, whose server is hostile, and of alice, whose is not. */
async function sweep(
  attack: Attack,
  from: "sign-in" | "api",
  { slow = false, users = ["mallory"], oneHost = false }: Circumstances = {},
): Promise<SweepReport> {
  const trap = await hostileServer(attack, from);
  const other = await hostileServer(wellBehaved, "api");
  [hostile, honest] = [trap, other];
  const clock = manualClock(start.getTime());
  const done = new Set<string>();
  const signIn = {
    createPresignedDomainUrl: async ({ UserProfileName }: PresignedUrlRequest) =>
      (UserProfileName === "alice" && !oneHost ? other : trap).presign(UserProfileName),
  };
  const trace = (what: string) => () => void done.add(what);
  const probe = createActivityProbe({ signIn, clock, trace });
  const apps = [...users, "alice"].flatMap((user) => [server(user), classic(user, "a"), classic(user, "b")]);
  const { ports, work } = world({ apps });
  const regions = ports.regions.map((region) => ({ ...region, probe }));
  const policies = onePolicy(defaultPolicy);
  const planned = planSweep({ ...ports, clock, regions }, { scope: defaultScope, policies }, { ...work, concurrency: 50 });
  let ended = false;
  void planned.finally(() => (ended = true)).catch(() => {});
  const timePasses = (): boolean => {
    if (slow && !ended && trap.asked.length > 0 && done.has("JupyterServer of alice: reading it")) clock.advance(500);
    return ended;
  };
  await vi.waitUntil(timePasses, { timeout: 25_000, interval: 20 });
  return (await planned).report;
}

const unknown = {
  "alice/KernelGateway/a": "idle planned",
  "alice/KernelGateway/b": "grace kept",
  "mallory/KernelGateway/a": "unknown kept",
  "mallory/KernelGateway/b": "unknown kept",
};

function reasonOf({ Decisions }: SweepReport): string | undefined {
  return Decisions.find(({ UserProfileName }) => UserProfileName === "mallory")?.Reason;
}

const head = "HTTP/1.1 200 OK\r\n";
const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n`;
const bomb = answer(gzipSync(Buffer.alloc(50_000_000)), { "Content-Encoding": "gzip" });

/** What a socket can do, whatever it is asked. */
const transport: readonly (readonly [string, Attack, RegExp])[] = [
  [
    "101 Switching Protocols",
    (socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    /^the server answered 101 Switching Protocols$/,
  ],
  ["101 and nothing else", (socket) => void socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n"), /^the server answered 101 /],
  [
    "101, then a page",
    (socket) =>
      void socket.write(Buffer.concat([Buffer.from("HTTP/1.1 101 x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"), answer("[]")])),
    /^the server answered 101 Switching Protocols$/,
  ],
  ["a connection closed without a byte", (socket) => void socket.end(), /^the server dropped the connection$/],
  ["a connection reset", (socket) => void socket.resetAndDestroy(), /^the server dropped the connection$/],
  ["a connection closed within the head", (socket) => void socket.end(head), /^the server dropped the connection$/],
  [
    "a connection closed within the body",
    (socket) => void socket.end(`${head}Content-Length: 100\r\n\r\n[`),
    /^the server dropped the connection$/,
  ],
  ["100 Continue without end", endless("", "HTTP/1.1 100 Continue\r\n\r\n"), /^the server sends interim responses \(1xx\) without end$/],
  [
    "103 Early Hints without end",
    endless("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
    /^the server sends interim responses \(1xx\) without end$/,
  ],
  ["a head without end", endless(head, "X-More: more\r\n"), /^the server sent headers that are too long$/],
  ["a header without end", endless(`${head}X-Long: `, "x"), /^the server sent headers that are too long$/],
  ["a status without end", endless("HTTP/1.1 200 ", "O"), /^the server sent headers that are too long$/],
  [
    "megabytes of cookies",
    (socket) =>
      void socket.write(
        answer(
          "[]",
          Object.fromEntries(Array.from({ length: 500 }, (_, place) => [`Set-Cookie`.padEnd(10 + (place % 2)), "x".repeat(4_000)])),
        ),
      ),
    /./,
  ],
  ["a body without end", endless(`${head}\r\n`, "[0,"), /^the server sent more than 4 MB$/],
  [
    "a body of any length",
    (socket) => void socket.write(Buffer.concat([Buffer.from(`${head}Content-Length: 99999999999\r\n\r\n`), Buffer.alloc(5_000_000)])),
    /^the server sent more than 4 MB$/,
  ],
  ["chunks of one byte without end", endless(chunked, "1\r\n[\r\n"), /^the server sent its answers in more than 20000 pieces$/],
  ["a chunk extension without end", endless(`${chunked}1;a=`, "b"), /^the server sent malformed HTTP \(HPE_CHUNK_EXTENSIONS_OVERFLOW\)$/],
  ["trailers without end", endless(`${chunked}0\r\n`, "X-More: more\r\n"), /^the server sent headers that are too long$/],
  [
    "chunks that are none",
    (socket) => void socket.write(`${chunked}zz\r\n[]\r\n0\r\n\r\n`),
    /^the server sent malformed HTTP \(HPE_INVALID_CHUNK_SIZE\)$/,
  ],
  [
    "two lengths",
    (socket) => void socket.write(`${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`),
    /^the server sent malformed HTTP /,
  ],
  ["a compressed body", (socket) => void socket.write(bomb), /^the server sent a compressed response, which was not requested$/],
  ["another protocol", (socket) => void socket.write("SSH-2.0-OpenSSH_9.2\r\n"), /^the server sent malformed HTTP /],
  [
    "control characters where HTTP belongs",
    (socket) => void socket.write("\u0000\u0001\u0002".repeat(1_000)),
    /^the server sent malformed HTTP /,
  ],
];

/** What only time ends. */
const slow: readonly (readonly [string, Attack])[] = [
  ["nothing at all", () => {}],
  ["a head that never ends", stalled(head)],
  ["a body that never ends", stalled(`${head}Content-Length: 100\r\n\r\n[`)],
  ["a chunk that never comes", stalled(`${chunked}5\r\n[`)],
  ["some interim responses, and no other", stalled("HTTP/1.1 102 Processing\r\n\r\n".repeat(5))],
];

/** What may be in an answer that is HTTP as it should be. */
const content: readonly (readonly [string, Attack, RegExp])[] = [
  ["lists nested a million deep", json("[".repeat(1_000_000)), /^the server answered JSON that is nested too deeply to \/api\/\w+$/],
  ["objects nested a hundred thousand deep", json(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`), /nested too deeply/],
  ["a million values", json(`[${"0,".repeat(1_000_000)}0]`), /^the server answered more than 200000 values to \/api\/\w+$/],
  [
    "a million keys",
    json(`{${Array.from({ length: 210_000 }, (_, place) => `"${place}":0`).join(",")}}`),
    /^the server answered more than 200000 values to \/api\/\w+$/,
  ],
  ["100,000 kernels, or 100,000 terminals", json(`[${"0,".repeat(100_000)}0]`), /lists more than 2000 items$/],
  ["bytes that are no text", json(Buffer.from([0x5b, 0xff, 0xfe, 0xc3, 0x28, 0x5d])), /^the server answered malformed JSON to \/api\/\w+$/],
  ["a byte order mark", json("\uFEFF[]"), /^the server answered malformed JSON to \/api\/\w+$/],
  ["nothing", json(""), /^the server answered malformed JSON to \/api\/\w+$/],
  ["null", json("null"), /did not answer with a list$/],
  ["a list in disguise", json('{"__proto__":[],"length":0,"constructor":{"name":"Array"}}'), /did not answer with a list$/],
  ["a web page", json("<html>"), /^the server answered a web page to /],
  ["no content", (socket) => void socket.write("HTTP/1.1 204 No Content\r\n\r\n"), /^the server answered 204 to /],
  ["a status that nobody knows", (socket) => void socket.write(answer("[]", {}, "999 ?")), /^the server answered 999 to /],
  [
    "a redirect to itself",
    (socket, path) => void socket.write(answer("", { Location: path }, "302 Found")),
    /^the server redirects .* to a login page$/,
  ],
  [
    "a text of seven megabytes",
    json(JSON.stringify([{ id: "s", path: "x".repeat(7_000_000), kernel: idle("a") }])),
    /^the server sent more than 4 MB$/,
  ],
];

describe("one hostile server makes only its own apps unknown, and costs no time", () => {
  it.each(transport)("%s in answer to the API", async (_what, attack, why) => {
    const swept = await sweep(attack, "api");
    expect([outcomes(swept.Decisions), reasonOf(swept)]).toEqual([unknown, expect.stringMatching(why)]);
    expect(hostile?.bytesSent()).toBeLessThan(30_000_000);
  });

  it.each(transport)("%s from the sign-in on", async (_what, attack, why) => {
    const swept = await sweep(attack, "sign-in");
    expect([outcomes(swept.Decisions), reasonOf(swept)]).toEqual([unknown, expect.stringMatching(why)]);
    expect(hostile?.bytesSent()).toBeLessThan(30_000_000);
  });

  it.each(content)("%s for every document", async (_what, attack, why) => {
    const swept = await sweep(attack, "api");
    expect([outcomes(swept.Decisions), reasonOf(swept)]).toEqual([unknown, expect.stringMatching(why)]);
  });

  it("a sign-in that redirects without end", async () => {
    const swept = await sweep((socket, path) => void socket.write(answer("", { Location: `${path}x` }, "302 Found")), "sign-in");
    expect([outcomes(swept.Decisions), reasonOf(swept)]).toEqual([unknown, "the sign-in redirects more than 10 times"]);
    expect(hostile?.asked).toHaveLength(11);
  });
});

const holdingAllButAlice: Attack = (socket, path, who) => {
  if (who === "alice") wellBehaved(socket, path, who);
};

describe("what only time ends is given ten seconds", () => {
  it.each(slow)("%s in answer to the API", async (_what, attack) => {
    const swept = await sweep(attack, "api", { slow: true });
    expect([outcomes(swept.Decisions), reasonOf(swept)]).toEqual([unknown, "reading it took longer than 10 s"]);
  });

  it.each(slow)("%s from the sign-in on", async (_what, attack) => {
    const swept = await sweep(attack, "sign-in", { slow: true });
    expect([outcomes(swept.Decisions), reasonOf(swept)]).toEqual([unknown, "the sign-in took longer than 10 s"]);
  });

  it("forty servers that hold their connections to a host keep no other server there waiting", async () => {
    const users = ["mallory", ...Array.from({ length: 39 }, (_, place) => `mallory${place}`)];
    const swept = await sweep(holdingAllButAlice, "api", { slow: true, users, oneHost: true });
    expect(outcomes(swept.Decisions)).toMatchObject(unknown);
    expect(swept.Summary).toMatchObject({ Unknown: 80, Idle: 1 });
  });
});

function documents(all: Readonly<Record<string, unknown>>): Attack {
  return (socket, path) => {
    const [, name = ""] = /\/default\/([\w/]+)/.exec(path) ?? [];
    socket.write(name in all ? answer(JSON.stringify(all[name])) : answer("", {}, "404 Not Found"));
  };
}

describe("what can be read is judged, and stays small", () => {
  it("a path of three megabytes is cut", async () => {
    const session = { id: "s", path: `${"x".repeat(3_000_000)}.ipynb`, kernel: idle("a") };
    const swept = await sweep(documents({ "api/sessions": [session], "api/kernels": [], "api/terminals": [] }), "api");
    expect(outcomes(swept.Decisions)).toMatchObject({ "alice/KernelGateway/a": "idle planned", "mallory/KernelGateway/a": "idle planned" });
    expect(JSON.stringify(swept).length).toBeLessThan(5_000);
  });

  it("thousands of kernels and terminals of no known app make a report of limited size", async () => {
    const { app_name: _, ...homeless } = idle("");
    const kernels = Array.from({ length: 2_000 }, (_, place) => ({ ...homeless, id: `k${place}`, execution_state: "x".repeat(500) }));
    const terminals = Array.from({ length: 2_000 }, (_, place) => ({ name: `arn:${"y".repeat(500)}${place}` }));
    const swept = await sweep(documents({ "api/sessions": [], "api/kernels": kernels, "api/terminals": terminals }), "api");
    expect(outcomes(swept.Decisions)).toMatchObject({
      "alice/KernelGateway/a": "idle planned",
      "mallory/KernelGateway/a": "active kept",
      "mallory/KernelGateway/b": "active kept",
    });
    expect(JSON.stringify(swept).length).toBeLessThan(80_000);
  });

  it("the same id a thousand times is one kernel, and busy wins", async () => {
    const kernels = Array.from({ length: 1_000 }, (_, place) => ({
      ...idle("a"),
      id: "same",
      execution_state: place === 500 ? "busy" : "idle",
    }));
    const swept = await sweep(documents({ "api/sessions": [], "api/kernels": kernels, "api/terminals": [] }), "api");
    expect(outcomes(swept.Decisions)).toMatchObject({ "mallory/KernelGateway/a": "active kept", "mallory/KernelGateway/b": "grace kept" });
    expect(
      swept.Decisions.find(({ UserProfileName }) => UserProfileName === "mallory")?.Evidence.filter(({ Source }) => Source === "jupyter"),
    ).toHaveLength(1);
  });

  it("a name with bytes that are no text is shown with replacement characters", async () => {
    const body = Buffer.concat([
      Buffer.from('[{"id":"s","path":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(`","kernel":${JSON.stringify(idle("a"))}}]`),
    ]);
    const empty = answer("[]");
    const swept = await sweep((socket, path) => void socket.write(path.includes("sessions") ? answer(body) : empty), "api");
    expect(reasonOf(swept)).toMatch(/\uFFFD\uFFFD$/);
  });

  it("a response without a request answers neither the next request nor another server's", async () => {
    const swept = await sweep(
      (socket) => void socket.write(Buffer.concat([answer("[]"), answer('[{"id":"k","execution_state":"idle"}]'), answer("{")])),
      "api",
    );
    expect(outcomes(swept.Decisions)).toMatchObject({ "alice/KernelGateway/a": "idle planned", "alice/KernelGateway/b": "grace kept" });
  });
});
