import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withInclude, withoutInclude } from "../../src/core/ssh/include.ts";
import { createHostKeys, createSshFiles } from "../../src/system/ssh-files.ts";

let home: string;
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "studioctl home ")));
});
afterEach(() => rmSync(home, { recursive: true }));

const files = () => createSshFiles({ HOME: home });
const mode = (path: string): number => statSync(path).mode & 0o7777;

it("a folder and files that are not there are made for their owner alone", async () => {
  const ssh = files();
  expect(await ssh.read("config")).toBeUndefined();
  await ssh.write("config", "Host a\n");
  await ssh.write("hosts", "Host b\n");
  expect(mode(join(home, ".ssh"))).toBe(0o700);
  expect([mode(ssh.config), mode(ssh.hosts)]).toEqual([0o600, 0o600]);
  expect(readFileSync(join(home, ".ssh", "config"), "utf8")).toBe("Host a\n");
});

it("a configuration keeps its bytes and its mode, with the line and without it again", async () => {
  const ssh = files();
  mkdirSync(join(home, ".ssh"));
  const bytes = Buffer.from([0xff, 0xfe, 0x0d, 0x0a, 0x23, 0xc3, 0x28, 0x00, 0x0a, 0x48]);
  writeFileSync(ssh.config, bytes);
  const umask = process.umask(0o077);
  try {
    for (const each of [0o644, 0o600, 0o640]) {
      chmodSync(ssh.config, each);
      await ssh.write("config", withInclude((await ssh.read("config")) ?? "", ssh.hosts));
      expect(mode(ssh.config)).toBe(each);
      await ssh.write("config", withoutInclude((await ssh.read("config")) ?? "", ssh.hosts));
      expect(readFileSync(ssh.config)).toEqual(bytes);
      expect(mode(ssh.config)).toBe(each);
    }
  } finally {
    process.umask(umask);
  }
  expect(readdirSync(join(home, ".ssh"))).toEqual(["config"]);
});

it("a symbolic link stays, and the file that it leads to is written", async () => {
  const ssh = files();
  mkdirSync(join(home, ".ssh"));
  mkdirSync(join(home, "dotfiles"));
  writeFileSync(join(home, "dotfiles", "ssh"), "Host a\n");
  symlinkSync("../dotfiles/ssh", ssh.config);
  await ssh.write("config", "Host b\n");
  expect(lstatSync(ssh.config).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(home, "dotfiles", "ssh"), "utf8")).toBe("Host b\n");
});

it("a link to a file that is not there is neither replaced nor followed", async () => {
  const ssh = files();
  mkdirSync(join(home, ".ssh"));
  symlinkSync("../gone/ssh", ssh.config);
  await expect(ssh.write("config", "Host b\n")).rejects.toMatchObject({
    message: `"${ssh.config}" is a symbolic link to a file that is not there`,
    why: `it leads to "${join(home, "gone/ssh")}"`,
  });
  expect(lstatSync(ssh.config).isSymbolicLink()).toBe(true);
});

it("a folder in place of the file, or a file in place of the folder, is an error that names it", async () => {
  const ssh = files();
  mkdirSync(ssh.config, { recursive: true });
  await expect(ssh.read("config")).rejects.toMatchObject({ code: "failed", message: `"${ssh.config}" cannot be read (EISDIR)` });
  rmSync(join(home, ".ssh"), { recursive: true });
  writeFileSync(join(home, ".ssh"), "");
  await expect(ssh.write("config", "x")).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining(`"${ssh.config}" cannot be written`),
  });
});

it("the files are in HOME; where ssh goes by another folder, that is known", () => {
  expect(files().otherHome).toBe(userInfo().homedir);
  expect(createSshFiles({ HOME: userInfo().homedir }).otherHome).toBeUndefined();
  expect(createSshFiles({}).config).toBe(join(userInfo().homedir, ".ssh", "config"));
});

it("host keys are in a folder for their owner alone, and are forgotten with what ssh-keygen leaves beside them", async () => {
  const keys = createHostKeys(() => join(home, "state", "ssh-host-keys"));
  const path = keys.file("nlp");
  expect(path).toBe(join(home, "state", "ssh-host-keys", "nlp"));
  expect(mode(join(home, "state", "ssh-host-keys"))).toBe(0o700);
  await keys.forget(path);
  writeFileSync(path, "nlp ssh-ed25519 AAAA\n");
  writeFileSync(`${path}.old`, "");
  await keys.forget(path);
  expect([existsSync(path), existsSync(`${path}.old`)]).toEqual([false, false]);
});
