import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { crontab } from "../../src/core/schedule/cron.ts";
import { createCrontab } from "../../src/system/crontab.ts";
import { crontabScript, fakeCommands } from "./fake-command.ts";

function machine(script = crontabScript) {
  const commands = fakeCommands();
  commands.add("crontab", script);
  return { crontab: createCrontab({ PATH: commands.path }), file: join(commands.folder, "crontab") };
}

it("reads none where the user has none", async () => {
  expect(await machine().crontab.read("default")).toEqual({ texts: { [crontab]: undefined }, active: true });
});

it.each(["a\n", "é\t% \\ '\"\n\n", "unended", "\ufeffmarked\n", "# long\n".repeat(20_000)])("reads and writes every byte of %j", async (text) => {
  const { crontab: scheduler, file } = machine();
  await scheduler.write("default", { [crontab]: text });
  expect(readFileSync(file, "utf8")).toBe(text);
  expect(await scheduler.read("default")).toEqual({ texts: { [crontab]: text }, active: true });
});

it("takes no other failure for an empty crontab", async () => {
  const { crontab: scheduler, file } = machine('echo "You (alice) are not allowed to use this program (crontab)" >&2\nexit 1\n');
  writeFileSync(file, "mine\n");
  await expect(scheduler.read("default")).rejects.toMatchObject({ code: "failed", message: "crontab -l failed (1)", why: expect.stringContaining("not allowed") });
});

it("does not touch a crontab whose bytes it would not write back the same", async () => {
  const { crontab: scheduler, file } = machine();
  writeFileSync(file, Buffer.from("# caf\u00e9\n", "latin1"));
  await expect(scheduler.read("default")).rejects.toMatchObject({ code: "failed", message: "crontab -l printed what is not UTF-8" });
});

it("tells what crontab has against a line", async () => {
  const { crontab: scheduler } = machine('echo "-:1: bad minute" >&2\necho "errors in crontab file, can\'t install." >&2\nexit 1\n');
  await expect(scheduler.write("default", { [crontab]: "x\n" })).rejects.toMatchObject({ message: "crontab - failed (1)", why: "-:1: bad minute; errors in crontab file, can't install." });
});

it("says what to do where there is no crontab command", async () => {
  const scheduler = createCrontab({ PATH: fakeCommands().folder });
  await expect(scheduler.read("default")).rejects.toMatchObject({ code: "failed", message: "crontab could not be run", fix: expect.stringContaining("--kind systemd") });
});
