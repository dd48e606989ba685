import { StudioctlError } from "../core/errors.ts";

/*
 * A client of the file transfer protocol of ssh, version 3 (draft-ietf-secsh-filexfer-02), which is what OpenSSH's sftp-server
 * speaks. Paths go over the wire as they are: no shell reads them.
 */

const packet = {
  init: 1,
  version: 2,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  fsetstat: 10,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  realpath: 16,
  stat: 17,
  rename: 18,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attrs: 105,
  extended: 200,
} as const;

export const openFlags = { read: 1, write: 2, create: 8, exclusive: 32 } as const;

/** The status codes that are told apart (section 7). */
export const statusCodes = { ok: 0, endOfFile: 1, noSuchFile: 2, permissionDenied: 3 } as const;

const attributeFlags = { size: 1, owner: 2, permissions: 4, times: 8, extended: 0x80000000 } as const;

/** A rename that replaces what is there, at once (OpenSSH, PROTOCOL). */
const posixRename = "posix-rename@openssh.com";

/** The largest message that is taken: servers answer reads with what was asked for, and folders in parts. */
const maxMessageBytes = 8 * 1024 * 1024;

const protocolVersion = 3;
const twoTo32 = 2 ** 32;

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

export interface Attributes {
  readonly size?: number;
  /** With the type of the file in its upper bits, as st_mode. */
  readonly permissions?: number;
  /** Seconds since 1970. */
  readonly modified?: number;
}

export interface NamedAttributes extends Attributes {
  /** UTF-8 where it is. */
  readonly name: Buffer;
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

/** Passes on each message as a reader of its fields. */
function readMessages(output: NodeJS.ReadableStream, fail: (error: unknown) => void, take: (message: Reader) => void): void {
  let parts: Buffer[] = [];
  let held = 0;
  output.on("data", (part: Buffer) => {
    parts.push(part);
    held += part.length;
    try {
      for (;;) {
        if (held < 4) return;
        if ((parts[0]?.length ?? 0) < 4) parts = [Buffer.concat(parts)];
        const size = parts[0]?.readUInt32BE(0) ?? 0;
        if (size < 1 || size > maxMessageBytes) throw malformed(`a message of ${size} bytes`);
        if (held < size + 4) return;
        const all = Buffer.concat(parts);
        parts = [all.subarray(size + 4)];
        held -= size + 4;
        take(new Reader(all.subarray(4, size + 4)));
      }
    } catch (error) {
      fail(error);
      output.pause();
    }
  });
  output.on("error", fail);
}

/** Reads the fields of a message in their order. */
class Reader {
  readonly type: number;
  private at = 0;

  constructor(private readonly bytes: Buffer) {
    this.type = bytes[0] ?? 0;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  private take(length: number): Buffer {
    if (length > this.left) throw malformed("a message that is cut off");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  int(): number {
    return this.take(4).readUInt32BE();
  }

  string(): Buffer {
    return this.take(this.int());
  }

  attributes(): Attributes {
    const flags = this.int();
    const size = (flags & attributeFlags.size) === 0 ? undefined : this.int() * twoTo32 + this.int();
    if ((flags & attributeFlags.owner) !== 0) this.take(8);
    const permissions = (flags & attributeFlags.permissions) === 0 ? undefined : this.int();
    let modified: number | undefined;
    if ((flags & attributeFlags.times) !== 0) {
      this.int();
      modified = this.int();
    }
    const pairs = (flags & attributeFlags.extended) === 0 ? 0 : this.int();
    for (let strings = pairs * 2; strings > 0; strings -= 1) this.string();
    return {
      ...(size !== undefined && { size }),
      ...(permissions !== undefined && { permissions }),
      ...(modified !== undefined && { modified }),
    };
  }

  names(): NamedAttributes[] {
    const names: NamedAttributes[] = [];
    for (let count = this.int(); count > 0; count -= 1) {
      const name = this.string();
      // `ls -l` of it, for people.
      this.string();
      names.push({ name, ...this.attributes() });
    }
    return names;
  }
}

function statusOf(answer: Reader): SftpStatus {
  const code = answer.int();
  return new SftpStatus(code, answer.left >= 4 ? answer.string().toString() : `status ${code}`);
}

function framed(fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat(fields);
  return Buffer.concat([int(body.length), body]);
}

function int(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function long(value: number): Buffer {
  return Buffer.concat([int(Math.floor(value / twoTo32)), int(value % twoTo32)]);
}

function string(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int(bytes.length), bytes]);
}

function attributes(permissions: number | undefined): Buffer {
  return permissions === undefined ? int(0) : Buffer.concat([int(attributeFlags.permissions), int(permissions)]);
}

function malformed(what: string): StudioctlError {
  return new StudioctlError("malformed", "the server for files sent something that cannot be read", { why: what });
}
