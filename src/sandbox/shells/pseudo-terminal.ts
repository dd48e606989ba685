import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Environment, Size } from "../ports.ts";
import { findProgram, isBusyBox } from "./environment.ts";

/*
 * Node has no pseudo-terminals of its own. The best available program is used: Python's (size, no limit of its input),
 * else `script` of util-linux, else plain pipes.
 */

export type TerminalKind = "python" | "script" | "pipes";

/** A process and its streams. */
export interface Started {
  readonly child: ChildProcess;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Absent on a terminal, whose output is one stream. */
  readonly stderr?: Readable;
  resize(size: Size): void;
}

/** The available kinds. */
export function terminalKind(env: Environment, platform: NodeJS.Platform): TerminalKind {
  if (platform === "win32") return "pipes";
  if (findProgram("python3", env) !== undefined) return "python";
  const script = findProgram("script", env);
  // Other programs of that name need a terminal themselves.
  return platform === "linux" && script !== undefined && !isBusyBox(script) ? "script" : "pipes";
}

interface Start {
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Record<string, string>;
  readonly size: Size;
}

/** Starts a shell's words on a pseudo-terminal; with pipes there is none, but errors are still part of the output. */
export function startOnTerminal(kind: TerminalKind, { words, cwd, env, size }: Start): Started {
  const options = { cwd, env, detached: true };
  if (kind === "python") {
    const python = findProgram("python3", env) ?? "python3";
    const child = spawn(python, ["-ISc", program, ...numbers(size), ...words], { ...options, stdio: ["pipe", "pipe", "ignore", "pipe"] });
    const control = quiet(writable(child, 3));
    return { ...streams(child), resize: (size) => void control.write(`${numbers(size).join(" ")}\n`) };
  }
  if (kind === "script") {
    const [rows, columns] = numbers(size);
    const inner = `tty >&3; exec 3>&-; stty rows ${rows} cols ${columns} echo; exec ${words.map(quoted).join(" ")}`;
    const child = spawn("script", ["-qefc", inner, "/dev/null"], { ...options, stdio: ["pipe", "pipe", "ignore", "pipe"] });
    const device = firstLine(readable(child, 3));
    return {
      ...streams(child),
      resize: (size) => void device.then((path) => setSize(path, size, env)),
    };
  }
  const [shell = ""] = words;
  const child = spawn(shell, ["-c", 'exec "$@" 2>&1', shell, ...words], { ...options, stdio: ["pipe", "pipe", "ignore"] });
  return { ...streams(child), resize: () => {} };
}

function setSize(device: string, size: Size, env: Record<string, string>): void {
  const [rows, columns] = numbers(size);
  spawn("stty", ["-F", device, "rows", rows, "cols", columns], { env, stdio: "ignore" }).on("error", () => {});
}

function numbers({ rows, columns }: Size): [rows: string, columns: string] {
  return [String(rows), String(columns)];
}

function streams(child: ChildProcess): Omit<Started, "resize"> {
  return { child, stdin: quiet(writable(child, 0)), stdout: quiet(readable(child, 1)) };
}

function writable(child: ChildProcess, place: number): Writable {
  const stream = child.stdio[place];
  if (stream !== null && stream !== undefined && "write" in stream) return stream;
  throw new RangeError(`the process has no input ${place}`);
}

function readable(child: ChildProcess, place: number): Readable {
  const stream = child.stdio[place];
  if (stream !== null && stream !== undefined && "read" in stream) return stream;
  throw new RangeError(`the process has no output ${place}`);
}

/** A pipe whose other end has closed is not an error: the process has ended. */
function quiet<T extends Readable | Writable>(stream: T): T {
  stream.on("error", () => {});
  return stream;
}

function firstLine(stream: Readable): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    quiet(stream).setEncoding("utf8");
    stream.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0) resolve(text.slice(0, end));
    });
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/**
 * Arguments: rows, columns, command. Input and output go by stdin and stdout, new sizes (`ROWS COLUMNS`, a line each) by
 * descriptor 3. The end of stdin hangs up, as closing a terminal does. Nothing blocks, so that Ctrl-C passes a reader that is slow.
 */
const program = String.raw`
import errno, fcntl, os, select, signal, struct, sys, termios, time
most = 65536
def resize(fd, rows, columns):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
master, slave = os.openpty()
resize(slave, int(sys.argv[1]), int(sys.argv[2]))
wake, woken = os.pipe()
for fd in (wake, woken): os.set_blocking(fd, False)
signal.signal(signal.SIGCHLD, lambda *_: None)
signal.set_wakeup_fd(woken)
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in range(3): os.dup2(slave, fd)
    os.closerange(3, 256)
    for name in (signal.SIGPIPE, signal.SIGCHLD, signal.SIGINT): signal.signal(name, signal.SIG_DFL)
    try: os.execvp(sys.argv[3], sys.argv[3:])
    except OSError: os._exit(127)
os.close(slave)
for fd in (0, 1, 3, master): os.set_blocking(fd, False)
def read(fd):
    try: return os.read(fd, most)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EINTR): return None
        return b""
def write(fd, data):
    try: return data[os.write(fd, data):]
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EINTR): return data
        return b""
status = None
typed = shown = sizes = b""
controlled = attached = True
while attached or shown:
    reading = [wake]
    if len(typed) < most: reading.append(0)
    if controlled: reading.append(3)
    if attached and len(shown) < most: reading.append(master)
    ready, writing, _ = select.select(reading, ([master] if typed and attached else []) + ([1] if shown else []), [])
    if wake in ready: read(wake)
    if 3 in ready:
        data = read(3)
        if data == b"": controlled = False
        sizes += data or b""
        *lines, sizes = sizes.split(b"\n")
        for line in lines:
            rows, columns = line.split()
            if attached: resize(master, int(rows), int(columns))
    if 0 in ready:
        data = read(0)
        if data == b"": break
        typed += data or b""
    if master in ready:
        data = read(master)
        if data == b"": attached = False
        shown += data or b""
    if master in writing: typed = write(master, typed)
    if 1 in writing: shown = write(1, shown)
    if status is None:
        done, found = os.waitpid(pid, os.WNOHANG)
        if done == pid: status = found
    if status is not None and master not in ready: attached = False
os.close(master)
if status is None:
    for name, wait in ((signal.SIGHUP, 20), (signal.SIGCONT, 20), (signal.SIGKILL, 1000)):
        os.kill(pid, name)
        while status is None and wait > 0:
            done, found = os.waitpid(pid, os.WNOHANG)
            if done == pid: status = found
            else: time.sleep(0.01)
            wait -= 1
        if status is not None: break
code = 0 if status is None else 128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
os._exit(code)
`;
