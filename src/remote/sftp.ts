import { StudioctlError } from "../core/errors.ts";
import {
  type Attributes,
  type NamedAttributes,
  type Reader,
  attributes,
  framed,
  int,
  long,
  malformed,
  packet,
  readMessages,
  string,
  twoTo32,
} from "./sftp-wire.ts";

/*
 * A client of the file transfer protocol of ssh, version 3 (draft-ietf-secsh-filexfer-02), which is what OpenSSH's sftp-server
 * speaks. Paths go over the wire as they are: no shell reads them.
 */

export const openFlags = { read: 1, write: 2, create: 8, exclusive: 32 } as const;

/** The status codes that are told apart (section 7). */
export const statusCodes = { ok: 0, endOfFile: 1, noSuchFile: 2, permissionDenied: 3 } as const;

/** A rename that replaces what is there, at once (OpenSSH, PROTOCOL). */
const posixRename = "posix-rename@openssh.com";

const protocolVersion = 3;

/** An unexpected response of a server. */
export class SftpStatus extends Error {
  override readonly name = "SftpStatus";

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

/** Each method rejects with SftpStatus where the server refuses, and with `unavailable` once the connection is gone. */
export interface SftpClient {
  /** The same connection, of which nothing is waited for any more once the signal is aborted. */
  until(signal: AbortSignal): SftpClient;
  /** Resolves to the handle. */
  open(path: string, flags: number, permissions?: number): Promise<Buffer>;
  close(handle: Buffer): Promise<void>;
  /** Fewer bytes than asked for are what the server has at hand; undefined: the end of the file. */
  read(handle: Buffer, offset: number, length: number): Promise<Buffer | undefined>;
  write(handle: Buffer, offset: number, data: Uint8Array): Promise<void>;
  stat(path: string): Promise<Attributes>;
  lstat(path: string): Promise<Attributes>;
  fstat(handle: Buffer): Promise<Attributes>;
  setPermissions(handle: Buffer, permissions: number): Promise<void>;
  opendir(path: string): Promise<Buffer>;
  /** Some more of a folder; undefined: that was all. */
  readdir(handle: Buffer): Promise<readonly NamedAttributes[] | undefined>;
  remove(path: string): Promise<void>;
  mkdir(path: string, permissions: number): Promise<void>;
  realpath(path: string): Promise<string>;
  /** Fails where there is something already. */
  rename(from: string, to: string): Promise<void>;
  /** Replaces what is there. */
  replace(from: string, to: string): Promise<void>;
}

interface Waiting {
  readonly resolve: (answer: Reader) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Greets the server at the other end of two streams. Rejects with `unavailable` where it is gone, with `malformed` where it is not a sftp
 * server.
 */
export async function openSftp(input: NodeJS.WritableStream, output: NodeJS.ReadableStream, gone: Promise<unknown>): Promise<SftpClient> {
  const waiting = new Map<number, Waiting>();
  let failure: unknown;
  let greeted: Waiting | undefined;
  const fail = (error: unknown): void => {
    failure ??= error;
    for (const { reject } of [...waiting.values(), ...(greeted === undefined ? [] : [greeted])]) reject(failure);
    waiting.clear();
  };
  void gone.then(
    () => fail(new StudioctlError("unavailable", "the connection for files ended")),
    (error: unknown) => fail(error),
  );
  input.on("error", () => {});
  readMessages(output, fail, (message) => {
    const type = message.byte();
    if (type === packet.version) return greeted?.resolve(message);
    const id = message.int();
    const asked = waiting.get(id);
    waiting.delete(id);
    asked?.resolve(message);
  });

  const version = await new Promise<Reader>((resolve, reject) => {
    greeted = { resolve, reject };
    input.write(framed([Buffer.from([packet.init]), int(protocolVersion)]));
  });
  greeted = undefined;
  const extensions = new Set<string>();
  version.int();
  while (version.left > 0) {
    extensions.add(version.string().toString());
    version.string();
  }

  let next = 0;
  return clientOf(
    extensions,
    (type, ...fields) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        const id = next;
        next = (next + 1) % twoTo32;
        waiting.set(id, { resolve, reject });
        input.write(framed([Buffer.from([type]), int(id), ...fields]));
      }),
  );
}

/** Sends a request, and resolves to the answer. */
type Request = (type: number, ...fields: readonly Buffer[]) => Promise<Reader>;

function clientOf(extensions: ReadonlySet<string>, request: Request): SftpClient {
  /** The answer, if it is of the kind that was asked for. */
  const asked = async (kind: number, type: number, ...fields: readonly Buffer[]): Promise<Reader> => {
    const answer = await request(type, ...fields);
    if (answer.type === kind) return answer;
    if (answer.type === packet.status) throw statusOf(answer);
    throw malformed(`it answers a request of type ${type} with one of type ${answer.type}`);
  };
  const done = async (type: number, ...fields: readonly Buffer[]): Promise<void> => {
    const status = statusOf(await asked(packet.status, type, ...fields));
    if (status.code !== statusCodes.ok) throw status;
  };
  const attributesOf = async (type: number, field: Buffer): Promise<Attributes> => (await asked(packet.attrs, type, field)).attributes();
  return {
    until: (signal) => clientOf(extensions, endedBy(signal, request)),
    open: async (path, flags, permissions) =>
      (await asked(packet.handle, packet.open, string(path), int(flags), attributes(permissions))).string(),
    close: async (handle) => await done(packet.close, string(handle)),
    read: async (handle, offset, length) =>
      await unlessEnded(async () => (await asked(packet.data, packet.read, string(handle), long(offset), int(length))).string()),
    write: async (handle, offset, data) => await done(packet.write, string(handle), long(offset), string(data)),
    stat: async (path) => await attributesOf(packet.stat, string(path)),
    lstat: async (path) => await attributesOf(packet.lstat, string(path)),
    fstat: async (handle) => await attributesOf(packet.fstat, string(handle)),
    setPermissions: async (handle, permissions) => await done(packet.fsetstat, string(handle), attributes(permissions)),
    opendir: async (path) => (await asked(packet.handle, packet.opendir, string(path))).string(),
    readdir: async (handle) => await unlessEnded(async () => (await asked(packet.name, packet.readdir, string(handle))).names()),
    remove: async (path) => await done(packet.remove, string(path)),
    mkdir: async (path, permissions) => await done(packet.mkdir, string(path), attributes(permissions)),
    async realpath(path) {
      const [found] = (await asked(packet.name, packet.realpath, string(path))).names();
      if (found === undefined) throw malformed("it names no path");
      return found.name.toString();
    },
    rename: async (from, to) => await done(packet.rename, string(from), string(to)),
    async replace(from, to) {
      if (extensions.has(posixRename)) return await done(packet.extended, string(posixRename), string(from), string(to));
      // The plain rename replaces nothing (section 6.5).
      await done(packet.remove, string(to)).catch((error: unknown) => {
        if (!(error instanceof SftpStatus) || error.code !== statusCodes.noSuchFile) throw error;
      });
      await done(packet.rename, string(from), string(to));
    },
  };
}

/** The requests of one signal. Many are under way at once, and Node warns of many listeners. */
function endedBy(signal: AbortSignal, request: Request): Request {
  const underWay = new Set<(reason: unknown) => void>();
  const end = (): void => {
    for (const reject of underWay) reject(signal.reason);
  };
  signal.addEventListener("abort", end, { once: true });
  return (type, ...fields) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      underWay.add(reject);
      void request(type, ...fields)
        .then(resolve, reject)
        .finally(() => underWay.delete(reject));
    });
}

async function unlessEnded<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SftpStatus && error.code === statusCodes.endOfFile) return undefined;
    throw error;
  }
}

function statusOf(answer: Reader): SftpStatus {
  const code = answer.int();
  return new SftpStatus(code, answer.left >= 4 ? answer.string().toString() : `status ${code}`);
}
