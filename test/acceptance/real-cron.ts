import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Requirement } from "../requirements.ts";

/* A cron daemon of a test's own: in a mount namespace of its own, in which the machine's crontabs, its jobs and its daemon are not seen. */

export const realCron: Requirement = {
  name: "cron, busybox with crond, and root in a mount namespace",
  packages: ["cron", "busybox-static", "util-linux"],
  probe: ["sh", "-c", "command -v cron crontab nsenter && busybox crond --help 2>&1 | grep -q Usage && unshare --mount true"],
};

export interface RealCron {
  /** Words before a command, to run it beside the daemon. */
  readonly inside: readonly string[];
  /** For PATH: where this cron's `crontab` is. */
  readonly path: string;
  /** A folder that comes first there. */
  readonly bin: string;
  /** The user's crontab as the daemon has it. */
  readonly spool: () => Promise<Buffer>;
  readonly start: () => void;
  /** All mail, one after the other. */
  readonly mail: () => string;
}

const children: ChildProcess[] = [];
const folders: string[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Debian's cron, or BusyBox's, with an empty spool and a sendmail that keeps what it is given. */
export async function privateCron(kind: "cron" | "busybox"): Promise<RealCron> {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-cron-"));
  folders.push(folder);
  const [bin, sbin, mailbox] = ["bin", "sbin", "mail"].map((name) => join(folder, name));
  if (bin === undefined || sbin === undefined || mailbox === undefined) throw new RangeError("three folders");
  for (const path of [bin, sbin]) mkdirSync(path);
  writeFileSync(join(sbin, "sendmail"), `#!/bin/sh\nexec cat >>${mailbox}\n`, { mode: 0o755 });
  const setup = [
    "mount --make-rprivate /",
    `cp /usr/sbin/cron ${sbin}/`,
    ...(kind === "busybox" ? [`ln -s $(command -v busybox) ${bin}/crontab`] : []),
    `mount --bind ${sbin} /usr/sbin`,
    "mount -t tmpfs tmpfs /run",
    "mount -t tmpfs -o mode=1730 tmpfs /var/spool/cron/crontabs",
    "chgrp crontab /var/spool/cron/crontabs",
    "cp -a /etc /run/etc",
    "rm -rf /run/etc/crontab /run/etc/cron.*",
    "mount --bind /run/etc /etc",
    "echo ready",
    "exec sleep 600",
  ];
  const holder = spawn("unshare", ["--mount", "sh", "-ec", setup.join("\n")], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(holder);
  await new Promise<void>((resolve, reject) => {
    holder.stdout.once("data", () => resolve());
    holder.once("exit", (code) => reject(new Error(`no namespace (${code})`)));
  });
  const inside = ["nsenter", "--mount", "--target", String(holder.pid), "--"];
  const daemon =
    kind === "cron" ? ["cron", "-f"] : ["busybox", "crond", "-f", "-c", "/var/spool/cron/crontabs", "-L", join(folder, "crond.log")];
  return {
    inside,
    bin,
    path: `${bin}:/usr/bin:/bin`,
    spool: () => outputOf([...inside, "cat", "/var/spool/cron/crontabs/root"]),
    start() {
      const [command = "", ...words] = [...inside, ...daemon];
      children.push(spawn(command, words, { stdio: "ignore", cwd: "/", env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" } }));
    },
    mail: () => (existsSync(mailbox) ? readFileSync(mailbox, "utf8") : ""),
  };
}

function outputOf([command = "", ...words]: readonly string[]): Promise<Buffer> {
  const child = spawn(command, words, { stdio: ["ignore", "pipe", "inherit"] });
  const parts: Buffer[] = [];
  child.stdout.on("data", (part: Buffer) => parts.push(part));
  return new Promise((resolve) => child.once("close", () => resolve(Buffer.concat(parts))));
}
