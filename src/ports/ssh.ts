import type { ProxyShell } from "../core/ssh/quoting.ts";

/** The programs of OpenSSH that are used. */
export type SshProgram = "ssh" | "scp";

/** How a connection in the background ended. */
export interface ConnectionEnd {
  /** The exit code of ssh; 128 and the number of the signal that ended it. */
  readonly exitCode: number;
  /** The last lines that ssh wrote to stderr. */
  readonly said: readonly string[];
}

/** The OpenSSH of this machine. Every method rejects with `failed`, and with what to install, where the program is missing. */
export interface Ssh {
  /**
   * Runs a program on the terminal and the streams of this process, and resolves to its exit code; to 128 and the number of the
   * signal that ended it. The program is ended when the signal is aborted.
   */
  run(program: SshProgram, words: readonly string[], signal: AbortSignal): Promise<number>;
  /**
   * Runs ssh without a terminal and without a command, as forwarding does, in a process group of its own. `up` is called when it
   * is connected and listens on all ports. Resolves when ssh has ended; when the signal is aborted, the whole group is ended first.
   */
  hold(words: readonly string[], up: () => void, signal: AbortSignal): Promise<ConnectionEnd>;
  /** Starts ssh on streams of its own, in a process group of its own: Ctrl-C leaves it to whoever has something to put in order. */
  start(words: readonly string[]): SshStreams;
}

/** What runs at the remote side, as two streams of bytes. */
export interface SshStreams {
  readonly input: NodeJS.WritableStream;
  readonly output: NodeJS.ReadableStream;
  /** Resolves when ssh has ended. */
  readonly ended: Promise<ConnectionEnd>;
  /** Ends ssh, and all that it has started. */
  close(): Promise<void>;
}

/** The ports of this machine. */
export interface LocalPorts {
  /** Why this program cannot listen on a port of loopback; undefined if it can. */
  whyNot(port: number): Promise<string | undefined>;
}

/**
 * The configuration of OpenSSH of this user, and what studioctl keeps beside it. Texts of the configuration hold a byte a
 * character (latin1), so that what is not text comes and goes unchanged.
 */
export interface SshFiles {
  /** `~/.ssh/config`, as an absolute path. */
  readonly config: string;
  /** The file of studioctl's own beside it. */
  readonly hosts: string;
  /** The folder of the user that OpenSSH reads, if that is not the one of these files. */
  readonly otherHome: string | undefined;
  /** Absent: undefined. Rejects with `failed` where a file cannot be read. */
  read(file: "config" | "hosts"): Promise<string | undefined>;
  /**
   * Replaces a file, whole or not at all; undefined removes it. A file that is there keeps its mode, a symbolic link leads to the
   * file that is written; what is new is readable by its owner alone, and so is its folder. Rejects with `failed`.
   */
  write(file: "config" | "hosts", text: string | undefined): Promise<void>;
}

/** The files with the host keys of spaces, one a space. */
export interface HostKeys {
  /** The path of a file, whose folder is there. */
  file(host: string): string;
  /** Removes a file, by its path. */
  forget(path: string): Promise<void>;
}

/** All of it. */
export interface OpenSsh {
  readonly ssh: Ssh;
  readonly ports: LocalPorts;
  readonly editors: Editors;
  readonly keys: HostKeys;
  /** Throws `failed` where this user has no home folder. */
  readonly files: () => SshFiles;
  /** The words that start this program again, and those of them that an upgrade takes away. */
  readonly program: { readonly words: readonly string[]; readonly moving: readonly string[] };
  readonly proxyShell: ProxyShell;
}

export const editorNames = ["code", "cursor", "kiro"] as const;
export type EditorName = (typeof editorNames)[number];

/** The editors of this machine. */
export interface Editors {
  /** The absolute path of an editor's command on PATH; undefined if there is none. */
  find(name: EditorName): Promise<string | undefined>;
  /** The extensions that it has; undefined if it does not list them. */
  extensions(path: string): Promise<readonly string[] | undefined>;
  /** Runs its command, which opens a window and ends. Rejects with `failed` and its own words. */
  open(path: string, words: readonly string[]): Promise<void>;
}
