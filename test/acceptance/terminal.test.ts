import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { jupyterServer, requirement } from "../requirements.ts";
import { patience } from "./account.ts";
import { type OwnAccount, ownAccount } from "./own-servers.ts";
import { type RealJupyter, startJupyter } from "./real-jupyter.ts";
import { type Screen, screen, tmux } from "./tmux.ts";

const started = "2h";
const seed: Seed = {
  domains: [
    {
      name: "team",
      users: [{ name: "alice", apps: [{ type: "JupyterServer", started }] }],
      spaces: [
        { name: "nlp", owner: "alice", type: "JupyterLab", apps: [{ type: "JupyterLab", started }] },
        { name: "slow", owner: "alice", type: "JupyterLab", apps: [{ type: "JupyterLab", started }], server: { mode: "hang" } },
        { name: "off", owner: "alice", type: "JupyterLab" },
      ],
    },
  ],
};

requirement(jupyterServer, () => {
  let jupyter: RealJupyter;
  let account: OwnAccount;
  beforeAll(async () => {
    jupyter = await startJupyter({ python: "/usr/bin/python3", base: "/jupyterlab/default", loadingPage: false });
    account = await ownAccount(seed, ({ SpaceName }) => (SpaceName === "nlp" ? jupyter.presign() : undefined));
  }, 60_000);
  afterAll(async () => {
    await account.close();
    await jupyter.close();
  });
  const left = (): Promise<unknown> => jupyter.call("GET", "/api/terminals");
  const noneLeft = (): Promise<unknown> => vi.waitUntil(async () => Object(await left()).length === 0, { timeout: 10_000 });

  describe("terminal -- COMMAND, as it is typed", patience, () => {
    afterEach(() => noneLeft());

    it("prints what the command prints, each stream where it belongs, and ends with its exit code", async () => {
      expect(await account.run("studioctl terminal nlp -- sh -c 'echo out; echo err >&2; exit 42'")).toEqual({
        code: 42,
        stdout: "out\n",
        stderr: "err\n",
      });
    });

    it("passes any bytes through cat unchanged, in both directions of a pipe", async () => {
      const bytes = Buffer.concat([Buffer.from(Array.from({ length: 256 }, (_, i) => i)), randomBytes(1_000_000)]);
      const { code, stdout } = await account.run("studioctl terminal nlp -- cat | sha256sum", { stdin: bytes });
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${createHash("sha256").update(bytes).digest("hex")}  -\n` });
    });

    it("leaves flags of the command to the command", async () => {
      const { stdout } = await account.run("studioctl terminal nlp -- printf '%s\\n' --help -h --version 3 -o json --debug -- --app x");
      expect(stdout).toBe("--help\n-h\n--version\n3\n-o\njson\n--debug\n--\n--app\nx\n");
    });

    it("ends when the reader of its output has what it wants", async () => {
      expect(await account.run("(studioctl terminal nlp -- yes; echo $? >&2) | head -2")).toMatchObject({
        stdout: "y\ny\n",
        stderr: "0\n",
      });
    });

    it("shows output as it comes", async () => {
      const child = spawn("bash", ["-c", "exec studioctl terminal nlp -- sh -c 'echo first; cat; echo last'"], { env: account.env });
      let out = "";
      child.stdout.on("data", (text: Buffer) => (out += text.toString()));
      await vi.waitUntil(() => out === "first\n", { timeout: 20_000 });
      child.stdin.write("second\n");
      await vi.waitUntil(() => out === "first\nsecond\n", { timeout: 20_000 });
      child.stdin.end();
      expect(await new Promise((resolve) => child.once("close", resolve))).toBe(0);
      expect(out).toBe("first\nsecond\nlast\n");
    });

    it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("interrupts the command on %s, and leaves nothing behind", async (name) => {
      const mark = join(jupyter.home, `interrupted-${name}`);
      const script = `trap 'touch ${mark}; exit 9' INT; echo begun; sleep 60 & wait`;
      const child = spawn("bash", ["-c", 'exec studioctl terminal nlp -- sh -c "$0"', script], { env: account.env });
      child.stdout.once("data", () => child.kill(name));
      expect(await new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)))).toBe(130);
      expect(existsSync(mark)).toBe(true);
    });

    it.each([
      ["nothing -- ls", 255, /^error: no space, user or app "nothing" in d-[a-z0-9]+\n/],
      ["off -- ls", 255, /studioctl space start off/],
      ["nlp", 255, /^error: there is no terminal to attach\nwhy: .*\nfix: studioctl terminal nlp -- COMMAND\n/],
      ["nlp ls", 255, /^error: "ls" is one argument too many\nfix: put -- before the command to run\n/],
      ["nlp ls --", 255, /^error: "ls" is one argument too many\n/],
      ["nlp ls -- -l", 255, /^error: "ls" is one argument too many\n/],
      ["nothing -- tool -o json --debug", 255, /^error: no space, user or app "nothing" in d-[a-z0-9]+\n(?!.*\bat )/],
      ["nlp --app x -- ls", 255, /^error: --app cannot be used with a command\n/],
      ["nlp -- no-such-program", 127, /^studioctl: no-such-program: command not found\n$/],
    ] as const)("terminal %s ends with %i and says why", async (line, code, stderr) => {
      const outcome = await account.run(`studioctl terminal ${line}`);
      expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringMatching(stderr) });
    });

    it("gives up getting in after --timeout, which does not bound the command", async () => {
      expect(await account.run("studioctl terminal slow --timeout 1s -- ls")).toEqual({
        code: 255,
        stdout: "",
        stderr: "error: connecting to slow took longer than 1s\nfix: --timeout waits longer\n",
      });
      expect(await account.run("studioctl terminal nlp --timeout 2s -- sh -c 'sleep 3; echo done'")).toMatchObject({
        code: 0,
        stdout: "done\n",
      });
    });

    it("shows no address, token or cookie, not even with --debug", async () => {
      const { stderr } = await account.run("studioctl terminal nlp --debug -- true");
      expect(stderr).toContain("debug: JupyterLab of space:nlp: POST /api/terminals");
      expect(stderr).not.toMatch(/token=|studio=|_xsrf/);
    });
  });

  requirement(tmux, () => {
    describe("terminal, with a person at it", patience, () => {
      let seat: Screen;
      beforeEach(() => {
        seat = screen(account.env);
      });
      afterEach(async () => {
        seat.close();
        await noneLeft();
      });

      async function enter(): Promise<void> {
        seat.text("studioctl terminal nlp\r");
        await vi.waitUntil(async () => Object(await left()).length === 1, { timeout: 20_000 });
        seat.text("export PS1='remote> '; cd; clear\r");
        await seat.until(/^remote>$/m);
      }

      /** How the local terminal is set, asked for by a line that is typed. */
      async function settings(): Promise<string> {
        seat.text(
          "clear; stty -a | tr -d ';' | tr ' ' '\\n' | grep -xEe '-?(icanon|echo|isig|icrnl|opost)' | sort | tr '\\n' ' '; echo =$((40+2))\r",
        );
        return (await seat.until("=42")).split("\n").find((line) => line.endsWith("=42")) ?? "";
      }
      const asBefore = "echo icanon icrnl isig opost =42";

      it("has the window's size, and follows its changes", async () => {
        await enter();
        seat.text("stty size\r");
        await seat.until(/^24 80$/m);
        seat.resize(100, 30);
        seat.text("stty size\r");
        await seat.until(/^30 100$/m);
        seat.text("exit 3\r");
        await seat.until(/^local>$/m);
        seat.text("echo code $?\r");
        await seat.until("code 0");
        expect(await settings()).toBe(asBefore);
      });

      it("passes Ctrl-C, Ctrl-Z and Ctrl-D on to the remote terminal", async () => {
        await enter();
        seat.text("echo one; sleep 1000\r");
        await seat.until(/^one$/m);
        seat.keys("C-c");
        await seat.until("^C");
        seat.text("echo two; sleep 1000\r");
        await seat.until(/^two$/m);
        seat.keys("C-z");
        await seat.until("Stopped");
        seat.text("kill %1; cat > typed\r");
        await vi.waitUntil(() => existsSync(join(jupyter.home, "typed")));
        seat.text("grüße 🚀 日本\r");
        seat.keys("C-d");
        await seat.until(/^remote>\s*$(?![^]*remote)/m);
        expect(readFileSync(join(jupyter.home, "typed"), "utf8")).toBe("grüße 🚀 日本\n");
        seat.keys("C-d");
        await seat.until(/^local>$/m);
        expect(await settings()).toBe(asBefore);
      });

      it("shows full-screen programs, and puts the screen back when it is left in the middle of one", async () => {
        await enter();
        seat.text("seq 1 500 > numbers; less numbers\r");
        await seat.until(/^23$/m);
        seat.keys("Space");
        await seat.until(/^46$/m);
        seat.text("q");
        await seat.until(/^remote>\s*$(?![^]*remote)/m);
        seat.text("vim -u NONE -c 'set mouse=a' numbers\r");
        await seat.until("500 lines");
        seat.text("G");
        await seat.until(/^500$/m);
        seat.text("\r~.");
        await seat.until(/^local>$/m);
        seat.text("echo code $?\r");
        await seat.until("code 255");
        expect(seat.shown()).toContain("vim -u NONE");
        expect(await settings()).toBe(asBefore);
      });

      it("takes a paste of 100 kB, in brackets where the program asks for them", async () => {
        const text = Array.from({ length: 2500 }, (_, i) => `${String(i).padStart(4, "0")} the quick brown fox jumps – é\n`).join("");
        await enter();
        seat.text("cat > pasted\r");
        await vi.waitUntil(() => existsSync(join(jupyter.home, "pasted")));
        seat.paste(text);
        await vi
          .waitUntil(
            () => existsSync(join(jupyter.home, "pasted")) && readFileSync(join(jupyter.home, "pasted"), "utf8").length >= text.length - 10,
            {
              timeout: 30_000,
            },
          )
          .catch(() => {});
        seat.keys("C-d");
        await seat.until(/^remote>\s*$(?![^]*remote)/m);
        expect(readFileSync(join(jupyter.home, "pasted"), "utf8")).toBe(text);
        seat.text("bind 'set enable-bracketed-paste on'\r");
        seat.paste("echo one\necho two\n");
        await seat.until(/echo two/);
        expect(seat.shown()).not.toMatch(/^one$/m);
        seat.keys("C-c");
        seat.text("\r~.");
        await seat.until(/^local>$/m);
      });

      it.each(["TERM", "HUP", "INT"])("gives the terminal back when kill -%s ends it, in a full-screen program", async (name) => {
        await enter();
        seat.text("seq 1 500 > numbers; less numbers\r");
        await seat.until(/^23$/m);
        const other = screen({ ...account.env });
        try {
          other.text(`pkill -${name} -P ${seat.pid} -f 'terminal nlp'; echo sent\r`);
          await other.until(/^sent$/m);
        } finally {
          other.close();
        }
        await seat.until(/^local>$/m);
        expect(await settings()).toBe(asBefore);
      });

      it("takes a lost connection up again, shows what was missed once, and lets the user leave meanwhile", async () => {
        await enter();
        seat.text("echo before; (sleep 2; echo meanwhile) &\r");
        await seat.until(/^before$/m);
        jupyter.cut();
        await seat.until("connected again");
        await seat.until(/^meanwhile$/m);
        expect(seat.shown().match(/^before$/gm)).toHaveLength(1);
        seat.text("echo after\r");
        await seat.until(/^after$/m);
        jupyter.open(false);
        try {
          seat.text("clear\r");
          await seat.until(/^remote>\s*$/);
          jupyter.cut();
          await seat.until("connecting again (~. leaves)");
          seat.text("\r~.");
          await seat.until(/^local>$/m);
        } finally {
          jupyter.open(true);
        }
        expect(await settings()).toBe(asBefore);
      });

      it("ends when the remote terminal ends, also while the connection is lost", async () => {
        await enter();
        const [terminal, ...others] = Object(await left());
        expect(others).toEqual([]);
        jupyter.open(false);
        jupyter.cut();
        await seat.until("connecting again");
        await jupyter.call("DELETE", `/api/terminals/${Object(terminal).name}`);
        jupyter.open(true);
        await seat.until("the remote terminal has ended");
        expect(await settings()).toBe(asBefore);
      });
    });
  });
});
