import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createScheduling, logFiles } from "../../src/system/scheduling.ts";
import { fakeCommands } from "./fake-command.ts";

const nothing = { PATH: fakeCommands().folder };

it.each(["cron", "systemd"] as const)("the error names what Windows has in place of %s, as a command", (kind) => {
  expect(() => createScheduling(kind, nothing, "win32")).toThrow(
    expect.objectContaining({
      code: "usage",
      fix: expect.stringMatching(/^use the Task Scheduler: schtasks \/Create .*WSL; .*run --watch 15m --yes/),
    }),
  );
});

it.each([
  ["cron", "linux", "install cron, or give --kind systemd"],
  ["cron", "darwin", "auto-shutdown run --watch"],
  ["systemd", "linux", "give --kind cron"],
  ["systemd", "darwin", "macOS has no systemd: give --kind cron, or write a launchd agent"],
] as const)("the error says what to do where %s is missing on %s", async (kind, platform, fix) => {
  await expect(createScheduling(kind, nothing, platform).scheduler.read("default")).rejects.toMatchObject({
    code: "failed",
    fix: expect.stringContaining(fix),
  });
});

it("a line runs in an environment without the variables of this shell, and its exit code is returned", async () => {
  const { tryLine } = createScheduling("cron", { ...nothing, SECRET: "hush" }, "linux");
  const { status, stdout, stderr } = await tryLine(
    "env | cut -d= -f1 | sort | grep -v '^_$\\|^PWD$\\|^SHLVL$\\|^OLDPWD$'; echo $PATH; echo oops >&2; exit 4",
  );
  expect({ status, stderr }).toEqual({ status: 4, stderr: "oops\n" });
  expect(stdout.trimEnd().split("\n")).toEqual(["HOME", "LC_ALL", "LOGNAME", "PATH", "SHELL", "USER", "/usr/bin:/bin"]);
});

it("a line runs as the scheduler's own file says: by its shell, with its variables", async () => {
  const { tryLine } = createScheduling("cron", nothing, "linux");
  expect(await tryLine("echo $0 $AWS_PROFILE $HOME", { SHELL: "/bin/bash", AWS_PROFILE: "p", HOME: "/elsewhere" })).toMatchObject({
    stdout: "/bin/bash p /elsewhere\n",
  });
  expect(await tryLine("true", { SHELL: "/bin/false" })).toMatchObject({ status: 1 });
  await expect(tryLine("true", { SHELL: "/bin/none" })).rejects.toMatchObject({
    code: "failed",
    fix: "set SHELL=/bin/sh in the crontab, above the entry",
  });
});

it("existing folders of PATH are kept", () => {
  const { folder } = fakeCommands();
  mkdirSync(join(folder, "here"));
  expect(createScheduling("cron", { PATH: `${folder}/here:${folder}/gone` }, "linux").folders).toEqual([`${folder}/here`]);
});

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "studioctl-"))));
afterAll(() => rmSync(folder, { recursive: true }));

it("a log and its folders are made for their owner alone", async () => {
  const log = join(folder, "a/b c/run.log");
  await logFiles.prepare(log);
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

it("the content of a log is kept", async () => {
  const log = join(folder, "old.log");
  writeFileSync(log, "earlier\n");
  await logFiles.prepare(log);
  expect(readFileSync(log, "utf8")).toBe("earlier\n");
});

it("a log that cannot be written is named, with the reason", async () => {
  await expect(logFiles.prepare(folder)).rejects.toMatchObject({
    code: "failed",
    message: `the log "${folder}" cannot be written`,
    why: expect.stringContaining("EISDIR"),
  });
});
