import { StudioctlError } from "../core/errors.ts";

/*
 * The messages of sftp, version 3 (draft-ietf-secsh-filexfer-02): how their fields are written and read.
 */

export const packet = {
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

const attributeFlags = { size: 1, owner: 2, permissions: 4, times: 8, extended: 0x80000000 } as const;

/** The largest message that is taken: servers answer reads with what was asked for, and folders in parts. */
const maxMessageBytes = 8 * 1024 * 1024;

export const twoTo32 = 2 ** 32;

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

/** Passes on each message as a reader of its fields. */
export function readMessages(output: NodeJS.ReadableStream, fail: (error: unknown) => void, take: (message: Reader) => void): void {
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
export class Reader {
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

export function framed(fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat(fields);
  return Buffer.concat([int(body.length), body]);
}

export function int(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

export function long(value: number): Buffer {
  return Buffer.concat([int(Math.floor(value / twoTo32)), int(value % twoTo32)]);
}

export function string(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int(bytes.length), bytes]);
}

export function attributes(permissions: number | undefined): Buffer {
  return permissions === undefined ? int(0) : Buffer.concat([int(attributeFlags.permissions), int(permissions)]);
}

export function malformed(what: string): StudioctlError {
  return new StudioctlError("malformed", "the server for files sent something that cannot be read", { why: what });
}
