import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { probeScript } from "../../src/core/inside/probe.ts";
import { type InsideReading, readInside } from "../../src/core/inside/reading.ts";
import type { Requirement } from "../requirements.ts";

const tools = "nsenter script pgrep watch top less vim tmux zsh fish busybox";

/** The rights to make namespaces, and the programs that people leave in terminals. */
export const containers: Requirement = {
  name: "namespaces, or programs that people leave in terminals",
  packages: ["procps", "less", "vim", "tmux", "zsh", "fish", "busybox-static"],
  probe: ["unshare", "--mount", "--pid", "--fork", "--mount-proc", "sh", "-ec", `mount -t tmpfs tmpfs /tmp; which ${tools}`],
};

/** Processes of their own, with a /tmp, a home and terminals of their own: what the probe sees of a container. */
export interface Container {
  /** A folder that only the container writes to, empty at first; its programs see it under the same path. */
  readonly home: string;
  /** The arguments with which nsenter runs a program in it. */
  inside(words: readonly string[]): string[];
  /** Starts a program without a terminal. */
  start(words: readonly string[], env?: Readonly<Record<string, string>>): ChildProcess;
  /** Starts a program in a terminal of its own. */
  terminal(words: readonly string[]): ContainerTerminal;
  /** Runs the probe and returns what it printed. */
  probe(env?: Readonly<Record<string, string>>, shell?: readonly string[]): string;
  reading(env?: Readonly<Record<string, string>>): InsideReading;
  end(): void;
}

/** For what happens at once, except on a machine that is very busy. */
const limitMs = 20_000;

export interface ContainerTerminal {
  type(text: string): void;
  /** Resolves when it has shown this. */
  shows(text: string): Promise<void>;
  close(): void;
}

/** Resolves once the container is older than what its own start brings along. Its first process, which does nothing, has this name. */
export async function startContainer(name = "sleep"): Promise<Container> {
  const home = mkdtempSync(join(tmpdir(), "studioctl-container-"));
  const setup = [
    "mount --make-rprivate /",
    "mkdir -p /run/keep && mount -t tmpfs tmpfs /run/keep && mkdir /run/keep/home",
    `mount --bind ${home} /run/keep/home`,
    "mount -t tmpfs tmpfs /tmp",
    `mkdir -p ${home} && mount --bind /run/keep/home ${home}`,
    "mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts /dev/pts && mount --bind /dev/pts/ptmx /dev/ptmx",
    "sleep 0.2",
    "echo ready",
    `ln -s "$(command -v sleep)" /run/keep/${name}`,
    `exec /run/keep/${name} 600`,
  ];
  const holder = spawn("unshare", ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-ec", setup.join("\n")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once("data", () => resolve());
    holder.once("exit", (code) => reject(new Error(`no container (${code})`)));
  });
  const first = spawnSync("pgrep", ["-P", String(holder.pid)])
    .stdout.toString()
    .trim();
  const inside = ["nsenter", "--mount", "--pid", "--target", first, "--", "sh", "-c", 'cd "$0" && exec "$@"', home];
  const words = (program: readonly string[]): string[] => [...inside.slice(1), ...program];
  const script = join(home, "probe");
  writeFileSync(script, probeScript());
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home, TERM: "xterm", LANG: "C.UTF-8", HISTFILE: "/dev/null" };

  const start = (program: readonly string[], more: Readonly<Record<string, string>> = {}): ChildProcess =>
    spawn("nsenter", words(program), { cwd: home, env: { ...env, ...more }, stdio: ["ignore", "ignore", "ignore"] });

  const container: Container = {
    home,
    inside: words,
    start,
    terminal(words) {
      const command = words.map((word) => `'${word}'`).join(" ");
      const child = spawn("nsenter", [...inside.slice(1), "script", "-qefc", `exec ${command}`, "/dev/null"], {
        cwd: home,
        env,
        stdio: ["pipe", "pipe", "ignore"],
      });
      let shown = "";
      child.stdout.on("data", (part: Buffer) => (shown += part.toString()));
      return {
        type: (text) => void child.stdin.write(text),
        async shows(text) {
          const found = vi.waitUntil(() => shown.includes(text), { timeout: limitMs, interval: 30 });
          await found.catch(() => expect(shown).toContain(text));
        },
        close: () => void child.kill("SIGKILL"),
      };
    },
    probe(more = {}, shell = ["sh"]) {
      const { status, stdout, stderr } = spawnSync("/usr/bin/nsenter", words([...shell, script]), {
        cwd: "/",
        env: { ...env, ...more },
        input: "",
      });
      if (status !== 0 || stderr.length > 0) throw new Error(`the probe ended with ${status}: ${stderr.toString()}`);
      return stdout.toString();
    },
    reading(more) {
      const reading = readInside(container.probe(more));
      if ("seen" in reading) throw new Error(reading.why);
      return reading;
    },
    end() {
      holder.kill("SIGKILL");
      rmSync(home, { recursive: true, force: true });
    },
  };
  return container;
}
