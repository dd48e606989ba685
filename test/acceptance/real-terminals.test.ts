import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";
import { createJupyterSessions } from "../../src/jupyter/session.ts";
import { terminalsOf } from "../../src/jupyter/terminals.ts";
import { runCommand } from "../../src/operations/terminal/run-command.ts";
import type { JupyterKey } from "../../src/ports/jupyter.ts";
import type { RemoteTerminals } from "../../src/ports/terminals.ts";
import { systemClock } from "../../src/system/clock.ts";
import { jupyterServer, requirement } from "../requirements.ts";
import { onCurrentJupyter } from "./current-jupyter.ts";
import { type Flavour, type RealJupyter, startJupyter } from "./real-jupyter.ts";

const classic: JupyterKey = { DomainId: "d-real", owner: { UserProfileName: "alice" }, AppType: "JupyterServer" };
const lab: JupyterKey = { DomainId: "d-real", owner: { SpaceName: "nlp" }, AppType: "JupyterLab" };

requirement(jupyterServer, () => {
  describe("a terminal of Debian's Jupyter server", () => {
    tests(classic, { python: "/usr/bin/python3", base: "/jupyter/default", loadingPage: true });
  });
});

await onCurrentJupyter((python) => {
  describe("a terminal of a current Jupyter server", () => {
    tests(lab, { python, base: "/jupyterlab/default", loadingPage: false });
  });
});

interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly notices: readonly string[];
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.alloc(10_000, "y\n");
}

function tests(server: JupyterKey, flavour: Flavour): void {
  let jupyter: RealJupyter;
  let terminals: RemoteTerminals;
  let signIns: number;
  beforeAll(async () => {
    jupyter = await startJupyter(flavour);
  });
  afterAll(() => jupyter.close());
  beforeEach(async () => {
    signIns = 0;
    const createPresignedDomainUrl = async (): Promise<Secret> => {
      signIns += 1;
      return new Secret(jupyter.presign());
    };
    const sessions = createJupyterSessions({ signIn: { createPresignedDomainUrl }, clock: systemClock });
    terminals = terminalsOf(await sessions.open(server, "alice", { sessionSeconds: 1800 }));
  });
  afterEach(async () => {
    terminals.close();
    expect(await jupyter.call("GET", "/api/terminals")).toEqual([]);
  });

  async function run(
    argv: readonly [string, ...string[]],
    {
      stdin = [],
      signal = new AbortController().signal,
      onOutput,
    }: { stdin?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>; signal?: AbortSignal; onOutput?: (bytes: number) => void } = {},
  ): Promise<Ran> {
    const [out, err, notices]: [Uint8Array[], Uint8Array[], string[]] = [[], [], []];
    let bytes = 0;
    async function* input(): AsyncGenerator<Uint8Array> {
      yield* stdin;
    }
    const code = await runCommand(
      { terminals, clock: systemClock },
      {
        argv,
        signal,
        stdin: input(),
        async stdout(piece) {
          out.push(piece);
          bytes += piece.length;
          onOutput?.(bytes);
        },
        stderr: async (piece) => void err.push(piece),
        notice: (text) => void notices.push(text),
      },
    );
    return { code, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString(), notices };
  }

  it("gives back a command's output without prompt, echo or escape code, stderr apart, and its exit code", async () => {
    const { code, stdout, stderr } = await run(["sh", "-c", "echo out; echo err >&2; ls --color=auto / >/dev/null; exit 7"]);
    expect({ code, stdout: stdout.toString(), stderr }).toEqual({ code: 7, stdout: "out\n", stderr: "err\n" });
  });

  it.each([
    ["true", 0],
    ["false", 1],
  ] as const)("ends with the exit code of %s", async (program, code) => {
    expect(await run([program])).toMatchObject({ code });
  });

  it("gives a command exactly the arguments it was given", async () => {
    const args = [
      "",
      " ",
      "a b",
      "'",
      '"',
      "\\",
      "$HOME",
      "`id`",
      "!!",
      "*",
      "~",
      "-n",
      "--",
      "grüße 🚀",
      "new\nline",
      "tab\t",
      "\u0003\u0004\u001a",
      "%s",
      "x".repeat(100_000),
    ];
    const { stdout } = await run([
      "python3",
      "-c",
      "import sys,os;sys.stdout.buffer.write(b'\\0'.join(map(os.fsencode,sys.argv[1:])))",
      ...args,
    ]);
    expect(stdout.toString().split("\0")).toEqual(args);
  });

  it("says 127 for a program that is not there, 126 for one that cannot run, 128 and more for a signal", async () => {
    expect(await run(["no-such-program"])).toMatchObject({ code: 127, stderr: "studioctl: no-such-program: command not found\n" });
    expect(await run(["/etc/passwd"])).toMatchObject({ code: 126 });
    expect(await run(["sh", "-c", "kill -TERM $$"])).toMatchObject({ code: 143 });
  });

  it("carries any bytes through cat unchanged", async () => {
    const bytes = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, i) => i)), randomBytes(3_000_001)]);
    const { code, stdout } = await run(["cat"], { stdin: [bytes.subarray(0, 5), bytes.subarray(5)] });
    expect(code).toBe(0);
    expect(stdout.equals(bytes)).toBe(true);
  });

  it("gives a command an empty input where there is none, and ends it though input is still to come", async () => {
    expect(await run(["cat"])).toMatchObject({ code: 0, stdout: Buffer.alloc(0) });
    expect(await run(["head", "-c", "4"], { stdin: endless() })).toMatchObject({ code: 0, stdout: Buffer.from("y\ny\n") });
  });

  it("takes up a lost connection in the middle of both streams, and loses and repeats nothing", async () => {
    const bytes = randomBytes(6_000_000);
    let cuts = 0;
    const { code, stdout, notices } = await run(["cat"], {
      stdin: [bytes],
      onOutput(received) {
        if (received < (cuts + 1) * 2_000_000 || cuts === 2) return;
        cuts += 1;
        jupyter.cut();
      },
    });
    expect({ code, cuts, same: stdout.equals(bytes) }).toEqual({ code: 0, cuts: 2, same: true });
    expect(notices).toEqual(Array(2).fill("the connection was lost; connecting again"));
    expect(signIns).toBe(1);
  });

  it("signs in again where the sign-in has run out meanwhile", async () => {
    let once = false;
    const { code, stdout } = await run(["seq", "1", "300000"], {
      onOutput() {
        if (once) return;
        once = true;
        jupyter.signOut();
        jupyter.cut();
      },
    });
    expect({ code, lines: stdout.toString().split("\n").length }).toEqual({ code: 0, lines: 300_001 });
    expect(signIns).toBe(2);
  });

  it("ends a command that is interrupted as Ctrl-C does, with all that it started, and the terminal", async () => {
    const interrupt = new AbortController();
    const mark = `${Date.now()}.5`;
    const running = run(["sh", "-c", `trap 'echo interrupted; exit 3' INT; echo begun; sleep ${mark} & wait`], {
      signal: interrupt.signal,
      onOutput: () => interrupt.abort(new Error("enough")),
    });
    await expect(running).rejects.toThrow("enough");
    const { stdout } = await run(["sh", "-c", `ps -eo args | grep -c '[s]leep ${mark}'`]);
    expect(stdout.toString()).toBe("0\n");
  });
}
