import { expect, it } from "vitest";
import { runCommand } from "../../../src/operations/terminal/run-command.ts";
import type { RemoteTerminals } from "../../../src/ports/terminals.ts";
import { manualClock } from "../../fakes/manual-clock.ts";

/** A container that answers what it likes; `reply` is given each text that is typed, and a way to show something. */
function container(reply: (typed: string, show: (text: string) => void) => void): RemoteTerminals {
  const shown: string[] = [];
  let wake: (() => void) | undefined;
  const closed = new AbortController();
  const show = (text: string): void => {
    shown.push(text);
    wake?.();
  };
  return {
    create: async (name) => name,
    delete: async () => {},
    imageTerminals: async () => [],
    close: () => {},
    async attach() {
      return {
        type: async (text) => reply(text, show),
        resize: async () => {},
        close() {
          closed.abort();
          wake?.();
        },
        output: (async function* () {
          while (!closed.signal.aborted) {
            const next = shown.shift();
            if (next !== undefined) yield next;
            else await new Promise<void>((resolve) => (wake = resolve));
          }
        })(),
      };
    },
  };
}

it("input is not read ahead for a container that confirms more bytes than were sent", async () => {
  let read = 0;
  const mebibyte = new Uint8Array(1024 * 1024);
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (; read < 200; read += 1) yield mebibyte;
  }
  const stop = new AbortController();
  let lines = 0;
  const terminals = container((typed, show) => {
    const nonce = / exec sh -c .* (\w+)\r$/s.exec(typed)?.[1];
    if (nonce !== undefined) show(`\u001E${nonce}\n`);
    if (typed.includes("\nC ")) show("\u001EA 999999999999999 \n");
    if (typed.includes("\nI ")) lines += 1;
    // It has been sent all of the first piece, and nothing has been taken.
    if (lines === 86) show(`\u001EX 0 ${Buffer.from("0").toString("base64")}\n`);
  });
  const request = { stdout: async () => {}, stderr: async () => {}, notice: () => {}, signal: stop.signal };
  const clock = manualClock();
  const running = runCommand({ terminals, clock }, { argv: ["cat"], stdin: endless(), ...request });
  const over = running.then(() => true);
  while (!(await Promise.race([over, new Promise<false>((resolve) => void setImmediate(resolve, false))]))) await clock.advance(100);
  expect(await running).toBe(0);
  expect(read).toBeLessThanOrEqual(2);
});
