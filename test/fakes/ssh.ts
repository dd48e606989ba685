import type { ConnectionEnd, EditorName, OpenSsh, SshFiles } from "../../src/ports/ssh.ts";

export interface FakeSshOptions {
  /** The files as they are. */
  readonly config?: string;
  readonly hosts?: string;
  readonly otherHome?: string;
  /** What ssh and scp end with. */
  readonly exitCode?: number;
  /** What each connection in the background does, in turn; after the last it stays until the signal is aborted. */
  readonly connections?: readonly ((up: () => void) => Promise<ConnectionEnd>)[];
  readonly takenPorts?: readonly number[];
  readonly editors?: Partial<Record<EditorName, readonly string[]>>;
  readonly moving?: readonly string[];
}

/** An OpenSSH that is not there. */
export interface FakeSsh extends OpenSsh {
  /** What was run, `ssh` and `scp` in front. */
  readonly ran: (readonly string[])[];
  /** What was connected in the background. */
  readonly held: (readonly string[])[];
  readonly opened: (readonly string[])[];
  readonly texts: { config: string | undefined; hosts: string | undefined };
  readonly forgotten: string[];
}

export function fakeSsh(options: FakeSshOptions = {}): FakeSsh {
  const { exitCode = 0, connections = [], takenPorts = [], editors = {}, moving = [], otherHome } = options;
  const texts: FakeSsh["texts"] = { config: options.config, hosts: options.hosts };
  const left = [...connections];
  const ran: (readonly string[])[] = [];
  const held: (readonly string[])[] = [];
  const opened: (readonly string[])[] = [];
  const forgotten: string[] = [];
  const files: SshFiles = {
    config: "/home/me/.ssh/config",
    hosts: "/home/me/.ssh/studioctl_config",
    otherHome,
    read: async (file) => texts[file],
    write: async (file, text) => void (texts[file] = text),
  };
  return {
    ran,
    held,
    opened,
    texts,
    forgotten,
    ssh: {
      async run(program, words) {
        ran.push([program, ...words]);
        return exitCode;
      },
      start() {
        throw new Error("nothing was to be started");
      },
      async hold(words, up, signal) {
        held.push(words);
        const next = left.shift();
        if (next !== undefined) return await next(up);
        up();
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener("abort", () => resolve(), { once: true });
        });
        return { exitCode: 143, said: [] };
      },
    },
    ports: { whyNot: async (port) => (takenPorts.includes(port) ? `another program listens on 127.0.0.1:${port}` : undefined) },
    editors: {
      find: async (name) => (editors[name] === undefined ? undefined : `/usr/bin/${name}`),
      extensions: async (path) => Object.entries(editors).find(([name]) => path.endsWith(name))?.[1],
      open: async (path, words) => void opened.push([path, ...words]),
    },
    keys: { file: (host) => `/state/keys/${host}`, forget: async (path) => void forgotten.push(path) },
    files: () => files,
    program: { words: ["/usr/bin/node", "/opt/studio ctl/studioctl.js"], moving },
    proxyShell: "posix",
  };
}
