import { expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { forward, parseForwarding, requireFreePorts } from "../../../src/operations/ssh/forward.ts";
import type { ConnectionEnd } from "../../../src/ports/ssh.ts";
import { type FakeClock, fakeClock } from "../../fakes/clock.ts";
import { fakeSsh } from "../../fakes/ssh.ts";

it.each([
  ["8888", { local: 8888, remote: 8888 }],
  ["6006:8080", { local: 6006, remote: 8080 }],
  ["1:65535", { local: 1, remote: 65_535 }],
])("%s is a port", (text, forwarding) => {
  expect(parseForwarding(text)).toEqual(forwarding);
});

it.each(["", "0", "65536", "-1", "x", "80:", ":80", "1:2:3", "80 ", "8e3", "0x50", "99999:80", "80:0", "localhost:80"])(
  '"%s" is refused as a port, with the valid form',
  (text) => {
    expect(() => parseForwarding(text)).toThrow(
      expect.objectContaining({ code: "usage", message: `"${text}" is not a port`, fix: expect.stringContaining("LOCAL:PORT") }),
    );
  },
);

it("local ports are checked before anything else: each once, and each free", async () => {
  const { ports } = fakeSsh({ takenPorts: [6006, 80] });
  await expect(requireFreePorts({ ports }, [parseForwarding("8080"), parseForwarding("8080:80")])).rejects.toMatchObject({
    code: "usage",
    message: "local port 8080 is named twice",
  });
  await expect(requireFreePorts({ ports }, [parseForwarding("8080"), parseForwarding("6006")])).rejects.toMatchObject({
    code: "in-use",
    message: "local port 6006 cannot be used",
    why: "another program listens on 127.0.0.1:6006",
    fix: "name another local port: 6007:6006",
  });
  await expect(requireFreePorts({ ports }, [parseForwarding("80")])).rejects.toMatchObject({ fix: "name another local port: 8080:80" });
  await requireFreePorts({ ports }, [parseForwarding("8080"), parseForwarding("6007:6006")]);
});

/** A connection that is up for a while, and then breaks. */
const lasting =
  (clock: FakeClock, milliseconds: number, said = ["client_loop: send disconnect: Broken pipe"]) =>
  async (up: () => void): Promise<ConnectionEnd> => {
    up();
    clock.advance(milliseconds);
    return { exitCode: 255, said };
  };
const failing = async (): Promise<ConnectionEnd> => ({ exitCode: 255, said: ["no route", ""] });

interface Told {
  readonly lost: (readonly [why: string, waitMs: number])[];
  readonly up: boolean[];
}

function watching(stop: AbortController, ups: number): Told & { readonly request: Omit<Parameters<typeof forward>[1], "words"> } {
  const told: Told = { lost: [], up: [] };
  return {
    ...told,
    request: {
      check: async () => {},
      async up(again) {
        told.up.push(again);
        if (told.up.length === ups) stop.abort();
      },
      lost: (why, waitMs) => void told.lost.push([why, waitMs]),
    },
  };
}

it("a connection that breaks is taken up again, after waits that double and begin again after a good one", async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  const connections = [lasting(clock, 1_000), failing, failing, lasting(clock, 120_000), ...Array(7).fill(failing)];
  const { ssh, held } = fakeSsh({ connections });
  const { request, up, lost } = watching(stop, 3);
  await forward({ ssh, clock }, { words: ["-N"], ...request }, stop.signal);
  expect(up).toEqual([false, true, true]);
  expect(held).toHaveLength(connections.length + 1);
  expect(lost.map(([, waitMs]) => waitMs)).toEqual([1, 2, 4, 1, 2, 4, 8, 16, 30, 30, 30].map((seconds) => seconds * 1_000));
  expect(clock.sleeps).toEqual(lost.map(([, waitMs]) => waitMs));
  expect(lost[0]?.[0]).toBe("client_loop: send disconnect: Broken pipe");
  expect(lost[1]?.[0]).toBe("no route");
});

it("a first connection that fails is the end, with ssh's own words", async () => {
  const stop = new AbortController();
  const clock = fakeClock();
  const { request } = watching(stop, 1);
  const said = ["error: remote access of space nlp is off", "Connection closed by UNKNOWN port 65535"];
  const { ssh } = fakeSsh({ connections: [async () => ({ exitCode: 255, said })] });
  await expect(forward({ ssh, clock }, { words: [], ...request }, stop.signal)).rejects.toMatchObject({
    code: "failed",
    why: said.join("; "),
  });
  const { ssh: silent } = fakeSsh({ connections: [async () => ({ exitCode: 139, said: [] })] });
  await expect(forward({ ssh: silent, clock }, { words: [], ...request }, stop.signal)).rejects.toMatchObject({
    why: "ssh ended with 139",
  });
});

it("forwarding ends when there is no way in any more, and waits where only the network is away", async () => {
  const clock = fakeClock();
  const stop = new AbortController();
  const { request, lost } = watching(stop, 9);
  const answers = [new StudioctlError("unavailable", "no answer from SageMaker"), new StudioctlError("not-ready", "its app is stopped")];
  const check = async (): Promise<void> => {
    throw answers.shift();
  };
  const { ssh, held } = fakeSsh({ connections: [lasting(clock, 1)] });
  await expect(forward({ ssh, clock }, { words: [], ...request, check }, stop.signal)).rejects.toMatchObject({ code: "not-ready" });
  expect(held).toHaveLength(1);
  expect(lost.map(([why]) => why)).toEqual(["client_loop: send disconnect: Broken pipe", "no answer from SageMaker"]);
});

it("Ctrl-C ends it, connected or waiting, without an error", async () => {
  const stop = new AbortController();
  const clock = fakeClock();
  const { request } = watching(stop, 1);
  await forward({ ssh: fakeSsh().ssh, clock }, { words: [], ...request }, stop.signal);
  const waiting = new AbortController();
  const { request: other } = watching(waiting, 9);
  const { ssh, held } = fakeSsh({ connections: [lasting(clock, 1)] });
  await forward({ ssh, clock }, { words: [], ...other, lost: () => waiting.abort(new Error("interrupted")) }, waiting.signal);
  expect(held).toHaveLength(1);
});
