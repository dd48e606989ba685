import { PassThrough, Readable, Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import { processIo } from "../../src/system/terminal.ts";

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

function ioOf(streams: { readonly stdin?: Readable; readonly stdout?: Writable }) {
  return processIo({ stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough(), ...streams }, {}, "never");
}

it("the bytes of standard input arrive as they come, and bytes are written as they are", async () => {
  const stdout = new PassThrough();
  const io = ioOf({ stdin: Readable.from([Buffer.from(everyByte), Buffer.from("\n\u001B[31m")]), stdout });
  const written = buffer(stdout);
  for await (const chunk of io.stdin.bytes()) await io.stdout.writeBytes(chunk);
  stdout.end();
  expect(await written).toEqual(Buffer.concat([everyByte, Buffer.from("\n\u001B[31m")]));
});

it("a write ends when the bytes are passed on, so that a slow reader slows the writer", async () => {
  const handedOn: (() => void)[] = [];
  const stdout = new Writable({ write: (_chunk, _encoding, done) => void handedOn.push(done) });
  let done = false;
  const writing = ioOf({ stdout })
    .stdout.writeBytes(everyByte)
    .then(() => (done = true));
  await new Promise(setImmediate);
  expect(done).toBe(false);
  handedOn[0]?.();
  await writing;
  expect(done).toBe(true);
});

it.each([
  ["EPIPE", "written"],
  ["ENOSPC", "the output cannot be written"],
])("bytes without a reader are dropped, and a full disk is reported: %s", async (code, outcome) => {
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
  stdout.on("error", () => {});
  const writing = ioOf({ stdout }).stdout.writeBytes(everyByte);
  expect(
    await writing.then(
      () => "written",
      ({ message }) => message,
    ),
  ).toBe(outcome);
});
