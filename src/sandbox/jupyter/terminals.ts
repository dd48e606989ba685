import { join, normalize } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { RawData, WebSocket } from "ws";
import { quotedFor } from "../../core/shell-quoting.ts";
import type { AppRun, Homes, SandboxClock, Shell, Shells, SignInRequest, Size, StateStore } from "../ports.ts";
import type { SimulatedTerminal } from "../jupyter-state.ts";
import { startOf } from "../sagemaker-state.ts";
import { appRecordKey } from "../services/sagemaker/names.ts";
import { bytesOf } from "../protocol/upgrade.ts";
import { ownerIn, type ServerType, type ServerView } from "./server-view.ts";

/*
 * Imitates the terminals of a Jupyter server (jupyter_server_terminals, terminado; service-facts: Looking inside a container):
 * each is a shell in the scratch home. Terminals that a seed says are open, image terminals among them, get theirs when somebody
 * attaches to them.
 */

export interface Terminals {
  /** Those of a server that have a shell, as its state keeps the seeded ones. */
  live(key: string): readonly SimulatedTerminal[];
  /** Creates a terminal and resolves to its name. Rejects if the machine has no shell. */
  create(place: Place, wanted: WantedTerminal): Promise<string>;
  /** Gives a terminal of the server to a client. False if there is none of that name. */
  attach(place: Place, name: string, client: () => Promise<WebSocket>): Promise<boolean>;
  /** Ends one. False if there is none of that name with a shell. */
  remove(key: string, name: string): boolean;
}

/** The options of a new terminal. */
export interface WantedTerminal {
  readonly name?: string;
  /** Under the home. */
  readonly cwd?: string;
  /** In place of the shell. */
  readonly program?: readonly string[];
}

/** A server as one signed-in person sees it. */
export interface Place {
  readonly view: ServerView;
  readonly type: ServerType;
  readonly signedIn: SignInRequest;
}

interface Terminal {
  readonly name: string;
  readonly shell: Shell;
  readonly clients: Map<WebSocket, Size | undefined>;
  /** The output that a later client is shown. */
  shown: string[];
  lastActivity: number;
}

interface TerminalsDeps {
  readonly store: StateStore;
  readonly clock: SandboxClock;
  readonly homes: Homes;
  readonly shells: Shells;
}

/** The size in terminado before a client has sent one. */
const firstSize: Size = { rows: 24, columns: 80 };
/** How many pieces of output a later client is shown (terminado: read_buffer). */
const piecesShown = 1_000;
/** Bytes that wait for a slow client before the terminal is read no further. */
const mostWaiting = 1_024 * 1_024;

export function createTerminals({ store, clock, homes, shells }: TerminalsDeps): Terminals {
  const servers = new Map<string, Map<string, Terminal>>();
  const of = (key: string): Map<string, Terminal> => servers.get(key) ?? new Map<string, Terminal>();

  async function open(
    { view, type, signedIn }: Place,
    name: string,
    appName: string | undefined,
    { cwd, program }: Pick<WantedTerminal, "cwd" | "program"> = {},
  ): Promise<Terminal> {
    const home = await homes.open(await store.read(), signedIn.DomainId, ownerIn(signedIn));
    const shell = shells.start({
      app: runOf({ view, type, signedIn }, appName),
      home,
      cwd: join(home, under(cwd ?? ".")),
      command: program && `exec ${program.map((word) => quotedFor("posix", word)).join(" ")}`,
      terminal: firstSize,
      env: { TERM: "xterm" },
    });
    const terminal: Terminal = { name, shell, clients: new Map(), shown: [], lastActivity: clock.now() };
    const terminals = of(view.key);
    servers.set(view.key, terminals.set(name, terminal));
    const decoder = new StringDecoder("utf8");
    shell.stdout.on("data", (chunk: Buffer) => {
      terminal.lastActivity = clock.now();
      const text = decoder.write(chunk);
      if (text !== "") show(terminal, text);
    });
    void shell.ended.then(() => {
      terminals.delete(name);
      for (const client of terminal.clients.keys()) {
        tell(client, "disconnect", 1);
        client.close();
      }
      return store.update(({ jupyter }) => {
        const server = jupyter.servers[view.key];
        if (server !== undefined) server.terminals = server.terminals.filter((seeded) => seeded.name !== name);
      });
    });
    return terminal;
  }

  return {
    live: (key) => [...of(key).values()].map(model),
    async create(place, { name = nextName(place.view), ...wanted }) {
      const known = of(place.view.key).get(name);
      if (known === undefined) await open(place, name, undefined, wanted);
      return name;
    },
    async attach(place, name, client) {
      const seeded = place.view.terminals.find((each) => each.name === name);
      const terminal = of(place.view.key).get(name) ?? (seeded && (await open(place, name, seeded.appName)));
      if (terminal === undefined) return false;
      serve(terminal, await client(), () => (terminal.lastActivity = clock.now()));
      return true;
    },
    remove(key, name) {
      const terminal = of(key).get(name);
      terminal?.shell.end();
      return terminal !== undefined;
    },
  };
}

function model({ name, lastActivity }: Terminal): SimulatedTerminal {
  return { name, activity: { at: lastActivity } };
}

/** The start of the app in which a terminal runs: a KernelGateway app of that name, else the server's own. */
function runOf({ view, type, signedIn }: Place, appName: string | undefined): AppRun {
  const AppType = appName === undefined ? type : "KernelGateway";
  const key = appRecordKey({ DomainId: signedIn.DomainId, ...ownerIn(signedIn), AppType, AppName: appName ?? "default" });
  const record = appName === undefined ? view.running : view.apps.find(({ AppName }) => AppName === appName);
  if (record === undefined) throw new RangeError(`the app ${key} does not run`);
  return { key, startedAt: startOf(record) };
}

/** The first unused number (terminado). */
function nextName({ terminals }: ServerView): string {
  const used = new Set(terminals.map(({ name }) => name));
  for (let number = 1; ; number += 1) if (!used.has(String(number))) return String(number);
}

/** A path under the home, for any request. */
function under(cwd: string): string {
  return normalize(join("/", cwd)).slice(1) || ".";
}

function show(terminal: Terminal, text: string): void {
  terminal.shown.push(text);
  if (terminal.shown.length > piecesShown) terminal.shown = terminal.shown.slice(-piecesShown / 2);
  for (const client of terminal.clients.keys()) {
    tell(client, "stdout", text, () => {
      if (isSlow(terminal)) return;
      terminal.shell.stdout.resume();
    });
  }
  if (isSlow(terminal)) terminal.shell.stdout.pause();
}

function isSlow({ clients }: Terminal): boolean {
  return [...clients.keys()].some(({ bufferedAmount }) => bufferedAmount > mostWaiting);
}

function tell(client: WebSocket, kind: string, value: unknown, sent?: () => void): void {
  client.send(JSON.stringify([kind, value]), () => sent?.());
}

function serve(terminal: Terminal, client: WebSocket, active: () => void): void {
  const { shell, clients } = terminal;
  clients.set(client, undefined);
  tell(client, "setup", {});
  if (terminal.shown.length > 0) tell(client, "stdout", terminal.shown.join(""));
  client.on("error", () => {});
  client.on("close", () => {
    clients.delete(client);
    resizeToSmallest(terminal);
    shell.stdout.resume();
  });
  client.on("message", (data) => {
    const message = messageOf(data);
    if (message === undefined) return client.close(1011);
    const [kind, first, second] = message;
    if (kind === "stdin" && typeof first === "string") {
      active();
      if (shell.stdin.write(first)) return;
      client.pause();
      shell.stdin.once("drain", () => client.resume());
    } else if (kind === "set_size" && isLength(first) && isLength(second)) {
      clients.set(client, { rows: first, columns: second });
      resizeToSmallest(terminal);
    }
  });
}

function messageOf(data: RawData): readonly unknown[] | undefined {
  try {
    const message: unknown = JSON.parse(bytesOf(data).toString("utf8"));
    return Array.isArray(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function isLength(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
}

/** Every client of a shared terminal sees it completely (terminado). */
function resizeToSmallest({ shell, clients }: Terminal): void {
  const sizes = [...clients.values()].filter((size) => size !== undefined);
  if (sizes.length === 0) return;
  shell.resize({ rows: Math.min(...sizes.map(({ rows }) => rows)), columns: Math.min(...sizes.map(({ columns }) => columns)) });
}
