import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Connection, PseudoTtyInfo, ServerChannel, Session, TcpipRequestInfo } from "ssh2";
import type { AppRun, Ended, Shell, Shells, Size } from "../ports.ts";
import { containerUser } from "../shells/environment.ts";
import { hostKey } from "./host-key.ts";
import { serveSftp } from "./sftp.ts";

/*
 * The ssh server in the container of a space (service-facts: Remote access). It has no port: clients come through the data
 * channel, with a token. So it accepts any key of the container's user, and no key.
 */

export interface Container {
  readonly app: AppRun;
  readonly home: string;
  readonly shells: Shells;
}

/** Variables that the client may set, as on most servers (sshd_config of Debian: AcceptEnv). */
const acceptedVariable = /^(?:LANG|LC_[A-Z]+|TERM|COLORTERM)$/;

/** Ciphers with native crypto, which is many times as fast as a script. */
const ciphers = ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes192-ctr", "aes256-ctr"] as const;

/** Serves one connection until it ends. */
export async function serveSsh(stream: Duplex, container: Container): Promise<void> {
  const { default: ssh2 } = await import("ssh2");
  const server = new ssh2.Server(
    { hostKeys: [hostKey(container.app)], algorithms: { cipher: [...ciphers] }, ident: "OpenSSH_sandbox" },
    (client) => serveClient(client, container),
  );
  stream.on("error", () => {});
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ssh2 uses only members that every stream has
  server.injectSocket(stream as Socket);
}

function serveClient(client: Connection, container: Container): void {
  client
    .on("authentication", (attempt) => {
      if (attempt.username === containerUser && (attempt.method === "none" || attempt.method === "publickey")) attempt.accept();
      else attempt.reject(["publickey"]);
    })
    .on("session", (accept) => serveSession(accept(), container))
    .on("tcpip", (accept, reject, info) => forward(accept, reject, info))
    // A client that disconnects is not an error of the server.
    .on("error", () => {});
}

function serveSession(session: Session, container: Container): void {
  const env: Record<string, string> = {};
  let terminal: Size | undefined;
  let shell: Shell | undefined;
  const start = (channel: ServerChannel, command?: string): void => {
    try {
      shell = container.shells.start({ ...container, command, terminal, env });
    } catch (error) {
      channel.stderr.end(`${error instanceof Error ? error.message : String(error)}\n`);
      channel.exit(127);
      channel.end();
      return;
    }
    attach(channel, shell, terminal !== undefined);
  };
  session
    .on("pty", (accept, _reject, info) => {
      terminal = sizeOf(info);
      env["TERM"] = info.term || "xterm";
      accept?.();
    })
    .on("env", (accept, reject, { key, val }) => {
      if (!acceptedVariable.test(key)) return reject?.();
      env[key] = val;
      return accept?.();
    })
    .on("window-change", (accept, _reject, info) => {
      terminal = sizeOf(info);
      shell?.resize(terminal);
      accept?.();
    })
    .on("signal", (accept, reject, { name }) => {
      const signal = signals.find((known) => known === `SIG${name}`);
      if (shell === undefined || signal === undefined) return reject?.();
      shell.signal(signal);
      return accept?.();
    })
    .on("exec", (accept, _reject, { command }) => start(accept(), command))
    .on("shell", (accept) => start(accept()))
    .on("sftp", (accept) => serveSftp(accept(), container.home));
}

/** Signals that a client may send (RFC 4254, section 6.10). */
const signals: readonly NodeJS.Signals[] = [
  "SIGABRT",
  "SIGALRM",
  "SIGFPE",
  "SIGHUP",
  "SIGILL",
  "SIGINT",
  "SIGKILL",
  "SIGPIPE",
  "SIGQUIT",
  "SIGSEGV",
  "SIGTERM",
  "SIGUSR1",
  "SIGUSR2",
];

/** A client that does not know its size sends 0. */
function sizeOf({ rows, cols }: Pick<PseudoTtyInfo, "rows" | "cols">): Size {
  return { rows: rows || 24, columns: cols || 80 };
}

function attach(channel: ServerChannel, shell: Shell, hasTerminal: boolean): void {
  // A terminal continues when its input ends.
  channel.pipe(shell.stdin, { end: !hasTerminal });
  shell.stdout.pipe(channel, { end: false });
  shell.stderr?.pipe(channel.stderr, { end: false });
  channel.on("error", () => {});
  channel.on("close", () => shell.end());
  void shell.ended.then((ended) => leave(channel, ended));
}

function leave(channel: ServerChannel, { code, signal }: Ended): void {
  if (signal === undefined) channel.exit(code ?? 255);
  else channel.exit(signal.replace(/^SIG/, ""), false, "");
  channel.end();
}

/** Only loopback can be reached through a container's ports: the rest of the network belongs to this machine, not to the simulator. */
const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i;

function forward(accept: () => ServerChannel, reject: () => void, { destIP, destPort }: TcpipRequestInfo): void {
  if (!loopback.test(destIP)) return reject();
  const socket = connect({ host: destIP, port: destPort });
  const refused = (): void => reject();
  socket.once("error", refused);
  socket.once("connect", () => {
    socket.off("error", refused);
    const channel = accept();
    socket.on("error", () => channel.end());
    channel.on("error", () => {});
    channel.on("close", () => socket.destroy());
    channel.pipe(socket).pipe(channel);
  });
}
