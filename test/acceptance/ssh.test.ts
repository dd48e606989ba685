import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { requirement, sshClient } from "../requirements.ts";
import { freePort, pageAt } from "../system/sshd.ts";
import { type Account, account, patience, quickStory } from "./account.ts";

/* OpenSSH's client through the built command against the sandbox: its ssh-proxy, the data channel, and the ssh server behind it. */

const seed: Seed = {
  ...quickStory,
  domains: [
    {
      name: "research",
      users: [{ name: "dana" }],
      spaces: [
        {
          name: "lab",
          owner: "dana",
          type: "JupyterLab",
          remoteAccess: true,
          apps: [{ type: "JupyterLab", instanceType: "ml.m5.large", started: "1h" }],
        },
        { name: "asleep", owner: "dana", type: "JupyterLab", remoteAccess: true },
        {
          name: "closed",
          owner: "dana",
          type: "JupyterLab",
          apps: [{ type: "JupyterLab", instanceType: "ml.m5.large", started: "1h" }],
        },
      ],
    },
  ],
};

/** The processes of this account that carry ssh's bytes. */
function proxiesOf({ folder }: Account): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
        return line.includes("\0ssh-proxy\0") && line.includes(folder);
      } catch {
        return false;
      }
    })
    .map(Number);
}

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

requirement(sshClient, () => {
  describe.concurrent("ssh through the sandbox", patience, () => {
    it("leads into a space of the built-in story, whose domain is found by the name of the space", async () => {
      const { run } = account();
      const ran = await run("studioctl --sandbox ssh nlp-notebooks -- 'echo $LOGNAME; exit 5'", { env: { STUDIOCTL_SANDBOX: undefined } });
      expect(ran).toMatchObject({ code: 5, stdout: "sagemaker-user\n" });
    });

    it("passes on streams, apart, and the exit code of the remote command", async () => {
      const { run } = account(seed);
      const ran = await run("studioctl -q ssh lab -- 'echo out; echo err >&2; cat; exit 42'", { stdin: "in" });
      expect(ran).toMatchObject({ code: 42, stdout: "out\nin" });
      expect(ran.stderr).toContain("err\n");
      expect(await run("studioctl -q ssh lab -- true")).toMatchObject({ code: 0, stdout: "", stderr: "" });
    });

    it("terminal --via ssh gives the command the very words, with its streams apart and its exit code", async () => {
      const { run } = account(seed);
      const words = ["a b", "it's", '"', "$HOME", "*", "", "!x", "ü"];
      const quoted = words.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(" ");
      const ran = await run(`studioctl -q terminal lab --via ssh -- sh -c 'printf "%s|" "$@"; cat; echo err >&2; exit 7' sh ${quoted}`, {
        stdin: "in",
      });
      expect(ran).toEqual({ code: 7, stdout: `${words.join("|")}|in`, stderr: "err\n" });
    });

    it("cp --via ssh copies both ways, keeps modes, and leaves nothing half-written", async () => {
      const { run, folder } = account(seed);
      const bytes = randomBytes(8_000_000);
      mkdirSync(join(folder, "data set"));
      writeFileSync(join(folder, "data set", "it's $HOME *.bin"), bytes, { mode: 0o751 });
      expect(await run("studioctl -q cp -r 'data set' lab:. --via ssh")).toMatchObject({ code: 0 });
      expect(await run("studioctl -q ssh lab -- 'ls -a \"data set\"; stat -c %a data*/*'")).toMatchObject({
        code: 0,
        stdout: ".\n..\nit's $HOME *.bin\n751\n",
      });
      const again = await run("studioctl -q cp -r 'data set' lab:. --via ssh");
      expect(again.code).toBe(1);
      expect(again.stderr).toContain("--force");
      expect(await run("studioctl -q cp -r 'lab:data set' back --via ssh")).toMatchObject({ code: 0 });
      expect(digest(readFileSync(join(folder, "back", "it's $HOME *.bin")))).toBe(digest(bytes));
      expect(
        await run(
          "printf text | studioctl -q cp - lab:/tmp/../tmp/studioctl-$$ --via ssh >/dev/null && studioctl -q cp lab:/tmp/studioctl-$$ - --via ssh; studioctl -q ssh lab -- rm -f /tmp/studioctl-$$",
        ),
      ).toMatchObject({
        code: 0,
        stdout: "text",
      });
      expect((await run("studioctl -q cp lab:nothing . --via ssh")).code).toBe(1);
    });

    it.each([
      ["asleep", "studioctl space start asleep"],
      ["closed", "studioctl space update closed --remote-access on"],
      ["nowhere", "one of: "],
    ])("fails with 255 for %s, and says what to do", async (space, fix) => {
      const { run } = account(seed);
      const { code, stderr } = await run(`studioctl ssh ${space} -- true`);
      expect(code).toBe(255);
      expect(stderr).toContain(fix);
    });

    it("host entries serve ssh and scp, with files that come back the same", async () => {
      const { run, folder } = account(seed);
      const installed = await run("studioctl ssh-config install --yes");
      expect(installed).toMatchObject({ code: 0 });
      const config = join(folder, "home", ".ssh", "config");
      expect(statSync(config).mode & 0o777).toBe(0o600);
      expect(await run("studioctl ssh-config install")).toMatchObject({ code: 0, stderr: expect.stringContaining("nothing to change") });
      const bytes = randomBytes(20_000_000);
      writeFileSync(join(folder, "up"), bytes);
      const ssh = `-F ${config}`;
      expect(await run(`scp ${ssh} up studio-lab:'copy of it' && ssh ${ssh} studio-lab 'sha256sum "copy of it"'`)).toMatchObject({
        code: 0,
        stdout: `${digest(bytes)}  copy of it\n`,
      });
      expect(await run(`scp ${ssh} studio-lab:'copy of it' down`)).toMatchObject({ code: 0 });
      expect(digest(readFileSync(join(folder, "down")))).toBe(digest(bytes));
      expect(await run("studioctl ssh-config remove --yes")).toMatchObject({ code: 0 });
      expect(readFileSync(config, "utf8")).toBe("");
      expect(readdirSync(join(folder, "home", ".ssh"))).toEqual(["config"]);
    });

    it("ten connections at once each get their own answer", async () => {
      const { run } = account(seed);
      const lines = Array.from({ length: 10 }, (_, i) => `studioctl -q ssh lab -- 'sleep 1; echo ${i}' > out${i} & `).join("");
      expect(await run(`${lines} wait; cat out*`)).toMatchObject({ code: 0, stdout: "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n" });
    });

    it("a container that has another key than at the last connection is reached, without a word", async () => {
      const { run, folder } = account(seed);
      expect(await run("studioctl -q ssh lab -- true")).toMatchObject({ code: 0, stderr: "" });
      const keys = join(folder, "state", "sandbox", "ssh-host-keys");
      const [file = ""] = readdirSync(keys);
      const text = readFileSync(join(keys, file), "utf8");
      expect(text).toMatch(/^\S+ ssh-ed25519 AAAA\S+\n$/);
      writeFileSync(join(keys, file), text.replace(/\S{6}\n$/, "zzzzzz\n"));
      expect(await run("studioctl -q ssh lab -- true")).toMatchObject({ code: 0, stderr: "" });
      expect(readFileSync(join(keys, file), "utf8").split(" ")[2]).toBe(text.split(" ")[2]);
    });

    it("forwards a port, comes back after a break, and leaves nothing behind", async () => {
      const one = account(seed);
      const page = createServer((_request, response) => void response.end("from inside"));
      const remote = await freePort();
      await new Promise<void>((resolve) => void page.listen(remote, "127.0.0.1", resolve));
      const local = await freePort();
      let [cut, again] = [false, false];
      const answers: string[] = [];
      const askAndCut = async (): Promise<void> => {
        answers.push(await pageAt(local));
        for (const pid of proxiesOf(one)) process.kill(pid, "SIGKILL");
      };
      const askAndEnd = async (signal: (name: NodeJS.Signals) => void): Promise<void> => {
        answers.push(await pageAt(local));
        signal("SIGINT");
      };
      const ran = await one.run(`exec studioctl forward lab ${local}:${remote}`, {
        onStderr: (text, signal) => {
          if (/^connected to lab/m.test(text) && !cut) {
            cut = true;
            void askAndCut();
          }
          if (text.includes("connected again") && !again) {
            again = true;
            void askAndEnd(signal);
          }
        },
      });
      page.closeAllConnections();
      page.close();
      expect(answers).toEqual(["from inside", "from inside"]);
      expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining(`http://localhost:${local}`) });
      expect(ran.stderr).toMatch(/connection lost \(.*\); connecting again in \d+s/);
      while (proxiesOf(one).length > 0) await wait(20);
    });

    it("opens an editor on the host, after the entry is there", async () => {
      const { run, folder } = account(seed);
      mkdirSync(join(folder, "editors"));
      writeFileSync(
        join(folder, "editors", "cursor"),
        `#!/bin/sh\nprintf '%s\\n' "$@"\n[ "$1" = --remote ] && printf '%s\\n' "$@" >${folder}/opened\n`,
        {
          mode: 0o755,
        },
      );
      expect(await run(`PATH="${folder}/editors:$PATH" studioctl code lab --editor cursor --yes`)).toMatchObject({ code: 0 });
      expect(readFileSync(join(folder, "opened"), "utf8")).toBe("--remote\nssh-remote+studio-lab\n/home/sagemaker-user\n");
      expect(readFileSync(join(folder, "home", ".ssh", "studioctl_config"), "utf8")).toContain("Host studio-lab\n");
    });
  });
});
