import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Mount } from "../../../src/core/efs/mount.ts";
import { mountScript } from "../../../src/core/efs/script.ts";
import { requirement, shellcheck } from "../../requirements.ts";
import { fakeCommands } from "../../system/fake-command.ts";

const plain: Mount = {
  fileSystemId: "fs-0123456789abcdef0",
  region: "us-east-1",
  path: "/",
  mountPoint: "/mnt/studio",
  client: "efs-utils",
  iam: false,
};
const notes = { domainId: "d-1", vpcId: "vpc-1", clientGroups: ["sg-out"] };

const ways: readonly (readonly [what: string, way: Partial<Mount>])[] = [
  ["efs-utils", {}],
  ["IAM", { iam: true }],
  ["an access point", { accessPointId: "fsap-0123456789abcdef0" }],
  ["IAM and an access point", { iam: true, accessPointId: "fsap-0123456789abcdef0" }],
  ["plain NFS", { client: "nfs" }],
  ["a user's home", { path: "/200005" }],
  ["a user's home by plain NFS", { path: "/200005", client: "nfs" }],
];
const places = ["/mnt/studio", "/mnt/my homes", String.raw`/mnt/it's "a" $HOME \place` + "`id`;& *", "/mnt/-dash", "/Größe/家"];
const scripts = ways.flatMap(([what, way]) =>
  places.map((mountPoint) => ({ what, mountPoint, script: mountScript({ ...plain, ...way, mountPoint }, notes) })),
);

describe("the mount script", () => {
  it.each(scripts)("for $what at $mountPoint is read by sh and bash", ({ script }) => {
    for (const shell of ["sh", "bash"])
      expect(spawnSync(shell, ["-n"], { input: script, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  requirement(shellcheck, () => {
    it.each(scripts)("for $what at $mountPoint passes shellcheck", ({ script }) => {
      // A dollar sign in the name of a directory is meant as it stands.
      expect(spawnSync("shellcheck", ["--exclude=SC2016", "-"], { input: script, encoding: "utf8" })).toMatchObject({
        status: 0,
        stdout: "",
      });
    });
  });

  it("names no group where none is known", () => {
    expect(mountScript(plain, { domainId: "d-1", clientGroups: [] })).not.toContain("security group");
  });
});

interface Machine {
  readonly uid?: number;
  /** What findmnt tells of the mount point. */
  readonly mounted?: string;
  /** Commands there are besides. */
  readonly has?: readonly string[];
  /** Commands that fail; only `apt-get update` does not. */
  readonly fails?: readonly string[];
  /** Commands that read all of stdin. */
  readonly reads?: readonly string[];
}

/** Runs a script where there are no commands but these; every call that would change something is a line of `calls`. */
function run(
  script: string,
  { uid = 1000, mounted = "", has = ["sudo", "mount.efs"], fails = [], reads = [] }: Machine = {},
  shell = "/bin/sh",
) {
  const commands = fakeCommands();
  const bin = join(commands.folder, "bin");
  symlinkSync("/usr/bin/dirname", join(bin, "dirname"));
  commands.add("id", `echo ${uid}`);
  commands.add("findmnt", mounted === "" ? "exit 1" : `echo "${mounted}"`);
  for (const name of ["mkdir", "mount", ...has]) {
    const rest = name === "sudo" ? `exec "$@"` : fails.includes(name) ? `[ "$1" = update ]` : "exit 0";
    commands.add(
      name,
      `printf '[%s]' ${name} "$@" >>"$FOLDER/calls"; echo >>"$FOLDER/calls"; ${reads.includes(name) ? "while read -r _; do :; done; " : ""}${rest}`,
    );
  }
  const { status, stdout, stderr } = spawnSync(shell, [], { input: script, encoding: "utf8", env: { PATH: bin } });
  let calls = "";
  try {
    calls = readFileSync(join(commands.folder, "calls"), "utf8");
  } catch {
    // None was made.
  }
  return { status, stdout, stderr, calls: calls.split("\n").filter((line) => line !== "" && !line.startsWith("[sudo]")) };
}

describe("run on a machine, the mount script", () => {
  it("makes the directory, mounts, and prints the line for fstab", () => {
    const { status, stdout, calls } = run(mountScript({ ...plain, mountPoint: "/mnt/it's my home" }, notes));
    expect(calls).toEqual(["[mkdir][-p][/mnt/it's my home]", "[mount][-t][efs][-o][tls][fs-0123456789abcdef0:/][/mnt/it's my home]"]);
    expect([status, stdout.split("\n").at(-2)]).toEqual([
      0,
      String.raw`fs-0123456789abcdef0:/ /mnt/it's\040my\040home efs _netdev,noresvport,tls 0 0`,
    ]);
  });

  it("does nothing where it is mounted already", () => {
    expect(run(mountScript(plain, notes), { mounted: "127.0.0.1:/" })).toEqual({
      status: 0,
      stdout: "/mnt/studio is mounted already\n",
      stderr: "",
      calls: [],
    });
  });

  it("does nothing where something else is mounted there", () => {
    const { status, stderr, calls } = run(mountScript(plain, notes), { mounted: "/dev/nvme1n1" });
    expect([status, stderr, calls]).toEqual([1, expect.stringContaining("/dev/nvme1n1 is mounted at /mnt/studio\nunmount it"), []]);
  });

  it("needs root, or sudo", () => {
    expect(run(mountScript(plain, notes), { has: ["mount.efs"] })).toMatchObject({
      status: 1,
      calls: [],
      stderr: expect.stringContaining("run this script as root"),
    });
    expect(run(mountScript(plain, notes), { has: ["mount.efs"], uid: 0 })).toMatchObject({ status: 0, stderr: "" });
  });

  it.each([
    ["dnf", "efs-utils", ["[dnf][install][-y][amazon-efs-utils]"]],
    ["yum", "nfs", ["[yum][install][-y][nfs-utils]"]],
    ["apt-get", "nfs", ["[apt-get][update]", "[apt-get][install][-y][nfs-common]"]],
  ] as const)("installs by %s what is missing for %s", (tool, client, installed) => {
    const { status, calls } = run(mountScript({ ...plain, client }, notes), { has: ["sudo", tool] });
    expect([status, calls.slice(0, installed.length), calls.length]).toEqual([0, installed, installed.length + 2]);
  });

  it("mounts in the end when it comes in by a pipe from which a command reads", () => {
    // Unlike others, bash takes a script line by line.
    const { status, calls } = run(mountScript(plain, notes), { has: ["sudo", "dnf"], reads: ["dnf"] }, "/bin/bash");
    expect([status, calls.at(-1)]).toEqual([0, "[mount][-t][efs][-o][tls][fs-0123456789abcdef0:/][/mnt/studio]"]);
  });

  it("says what to do where the client cannot be had, and mounts nothing", () => {
    expect(run(mountScript(plain, notes), { has: ["sudo"] })).toMatchObject({
      status: 1,
      calls: [],
      stderr: expect.stringContaining("install amazon-efs-utils by hand"),
    });
    const debian = run(mountScript({ ...plain, iam: true }, notes), { has: ["sudo", "apt-get"], fails: ["apt-get"] });
    expect(debian).toMatchObject({ status: 1, calls: ["[apt-get][update]", "[apt-get][install][-y][amazon-efs-utils]"] });
    expect(debian.stderr).toContain("this system has no package amazon-efs-utils");
    expect(debian.stderr).not.toContain("--client nfs");
  });

  it("says what a client needs where mounting fails", () => {
    const { status, stderr } = run(mountScript(plain, notes), { has: ["sudo", "mount.efs", "mount"], fails: ["mount"] });
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/fs-0123456789abcdef0:\/ could not be mounted\n.* vpc-1, with security group sg-out, .* 2049/),
    ]);
  });
});
