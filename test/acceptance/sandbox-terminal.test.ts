import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { requirement } from "../requirements.ts";
import { account, patience, quickStory } from "./account.ts";
import { type Screen, screen, tmux } from "./tmux.ts";

const target = "nlp-notebooks -d research";

describe("terminal, in the sandbox", patience, () => {
  const { run } = account();

  it("any bytes through cat come back the same", async () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40_000, size: "max" }), async (bytes) => {
        const stdin = Buffer.from(bytes);
        const outcome = await run(`studioctl terminal ${target} -q -- cat | base64 -w0`, { stdin });
        expect(outcome).toMatchObject({ code: 0, stdout: stdin.toString("base64") });
      }),
      { numRuns: 8, examples: [[new Uint8Array()], [all], [Uint8Array.from([3, 4, 10, 13, 26, 27, 30, 0xc3])]] },
    );
  });

  it("any arguments arrive as they are", async () => {
    const word = fc.string({
      unit: fc.constantFrom("'", '"', "$", "(", ")", "`", "\\", " ", "\n", "\r", "\t", "!", "*", "~", "-", "é", "🚀", "\u001B", "\u0003"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
        // Each word reaches the shell of this machine in single quotes.
        const quoted = words.map((each) => `'${each.replaceAll("'", String.raw`'\''`)}'`).join(" ");
        const { code, stdout } = await run(`studioctl terminal ${target} -q -- printf '%s\\0' ${quoted}`);
        expect([code, stdout]).toEqual([0, words.map((each) => `${each}\0`).join("")]);
      }),
      { numRuns: 8, examples: [[["$(id)", "`id`", "a'b\"c", "line\nbreak", "-- -o json", ""]]] },
    );
  });

  it("--start starts a stopped app and waits; without it nothing is started", async () => {
    const own = account();
    await own.run(`studioctl space stop ${target} --force`);
    const refused = await own.run(`studioctl terminal ${target} -- echo inside`);
    expect(refused).toMatchObject({ code: 255, stdout: "", stderr: expect.stringMatching(/studioctl space start nlp-notebooks/) });
    expect(await own.run(`studioctl terminal ${target} --start -- echo inside`)).toMatchObject({ code: 0, stdout: "inside\n" });
  });

  it("--timeout bounds the start of the app, too", async () => {
    const slow = account({ ...quickStory, settings: { ...quickStory.settings, transitionSeconds: { appStart: 3_600 } } });
    await slow.run(`studioctl space stop ${target} --force`);
    const { code, stderr } = await slow.run(`studioctl terminal ${target} --start --timeout 2s -- echo inside`);
    expect([code, stderr]).toEqual([255, expect.stringMatching(/^error: .*2s/m)]);
  });

  it.each([
    [
      "etl-scripts -d research -- true",
      /a CodeEditor app has no Jupyter server.*remote access of space etl-scripts is off\nfix: .*--remote-access on/,
    ],
    ["forecast -d finance-bi -- true", /signs in by SSO, which refuses presigned URLs; ssh: .*\nfix: .*--remote-access on/],
    ["ben/KernelGateway/explore -d research -- true", /fix: .*studioctl terminal ben --app explore/],
  ])("terminal %s says what stands in the way of each way in, and what mends it", async (line, said) => {
    expect(await run(`studioctl terminal ${line}`)).toMatchObject({ code: 255, stdout: "", stderr: expect.stringMatching(said) });
  });
});

requirement(tmux, () => {
  describe("terminal, when studioctl itself crashes", patience, () => {
    let seat: Screen;
    beforeEach(() => {
      seat = screen(account().environment({ NODE_OPTIONS: `--require ${join(import.meta.dirname, "crashes.cjs")}` }));
    });
    afterEach(() => seat.close());

    it("gives the terminal back before the error is shown, in a full-screen program as well", async () => {
      seat.text(`studioctl terminal ${target} -q\r`);
      await seat.until(/\$ $|[$#>]\s*$/m);
      seat.text("printf '\\033[?1049h\\033[?25lfull screen'; sleep 100\r");
      await seat.until(/^full screen/m);
      const other = screen({ ...process.env });
      try {
        other.text(`pkill -USR2 -P ${seat.pid} -f 'terminal nlp'; echo sent\r`);
        await other.until(/^sent$/m);
      } finally {
        other.close();
      }
      await seat.until(/^error: unexpected: planted\nfix: .*--debug/m);
      seat.text(
        "echo code $?; stty -a | tr -d ';' | tr ' ' '\\n' | grep -xEe '-?(icanon|echo|isig)' | sort | tr '\\n' ' '; echo =$((40+2))\r",
      );
      expect(await seat.until("=42")).toMatch(/^code 255\necho icanon isig =42$/m);
    });
  });
});
