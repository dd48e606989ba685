import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { crontab } from "../../src/core/schedule/cron.ts";
import { createCrontab } from "../../src/system/crontab.ts";
import { crontabScript, fakeCommands } from "./fake-command.ts";

function machine(script = crontabScript) {
  const commands = fakeCommands();
  commands.add("crontab", script);
  return { crontab: createCrontab({ PATH: commands.path }, "install cron"), file: join(commands.folder, "crontab") };
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

it("reads and writes lines that are not UTF-8 byte for byte, and those that are as text", async () => {
  const { crontab: scheduler, file } = machine();
  const bytes = Buffer.concat([Buffer.from("# caf\u00e9 \u{1F600}\n"), Buffer.from("# caf\u00e9\n0 * * * * \u00ff\n", "latin1"), Buffer.from([0xed, 0xb2, 0x80, 0x0a])]);
  writeFileSync(file, bytes);
  const { texts } = await scheduler.read("default");
  expect(texts[crontab]).toContain("# caf\u00e9 \u{1F600}\n");
  await scheduler.write("default", texts);
  expect(readFileSync(file)).toEqual(bytes);
});

/** Debian's shows two control characters as two characters each, and gives an editor the bytes. */
const debian = `
case "$*" in
  -l) sed 's/\r/\\\\r/g; s/\x08/\\\\b/g' "$FOLDER/crontab" ;;
  -e) $VISUAL "$FOLDER/crontab"; echo "No modification made" >&2 ;;
  -) cat >"$FOLDER/crontab" ;;
esac
`;

it.each(["0 4 * * * backup\r\n", "# a\bb\n", "# no control character: \\r \\b\n", "# both: \r \\r\n"])("reads %j through an editor where crontab -l does not tell it apart, and keeps it", async (text) => {
  const { crontab: scheduler, file } = machine(debian);
  writeFileSync(file, text);
  expect(await scheduler.read("default")).toEqual({ texts: { [crontab]: text }, active: true });
  await scheduler.write("default", { [crontab]: `${text}# more\n` });
  expect(readFileSync(file, "utf8")).toBe(`${text}# more\n`);
});

it("refuses to go on where the editor is given something else than the list shows", async () => {
  const { crontab: scheduler, file } = machine(debian.replace('$VISUAL "$FOLDER/crontab"', "echo other"));
  writeFileSync(file, "x\r\n");
  await expect(scheduler.read("default")).rejects.toMatchObject({ message: "the crontab cannot be read byte for byte", fix: expect.stringContaining("crontab -e") });
});

it("removes a crontab that has nothing left in it", async () => {
  const { crontab: scheduler, file } = machine();
  await scheduler.write("default", { [crontab]: "a\n" });
  await scheduler.write("default", { [crontab]: "" });
  expect(existsSync(file)).toBe(false);
  expect(await scheduler.read("default")).toEqual({ texts: { [crontab]: undefined }, active: true });
});

it.each([
  ["no crontab for alice", "cronie"],
  ["crontab: no crontab for alice", "the BSDs"],
  ["crontab: can't open 'alice': No such file or directory", "BusyBox"],
])("takes %j for no crontab yet (%s)", async (said) => {
  const { crontab: scheduler } = machine(`echo "${said}" >&2\nexit 1\n`);
  expect(await scheduler.read("default")).toEqual({ texts: { [crontab]: undefined }, active: true });
});

it.each([
  ["You (alice) are not allowed to use this program (crontab)", "/etc/cron.deny"],
  ["crontab: can't change directory to '/var/spool/cron/crontabs': No such file or directory", "mkdir -p /var/spool/cron/crontabs"],
  ["crontab: must be suid to work properly", "root"],
])("says what to do about %j", async (said, fix) => {
  const { crontab: scheduler } = machine(`echo "${said}" >&2\nexit 1\n`);
  await expect(scheduler.read("default")).rejects.toMatchObject({ code: "failed", why: said, fix: expect.stringContaining(fix) });
});

it("fails where crontab exits well and has written nothing, as BusyBox's does", async () => {
  const { crontab: scheduler } = machine("case $1 in -l) echo old ;; *) echo \"cannot create root.new\" >&2 ;; esac\n");
  await expect(scheduler.write("default", { [crontab]: "new\n" })).rejects.toMatchObject({ message: "the crontab is not what was written to it", why: "cannot create root.new" });
});

it("names the entries that the crontab holds", async () => {
  const { crontab: scheduler } = machine();
  expect(await scheduler.names()).toEqual([]);
  await scheduler.write("x", { [crontab]: "# studioctl auto-shutdown begin a\nx\n# studioctl auto-shutdown end a\n# studioctl auto-shutdown begin b-2\n" });
  expect(await scheduler.names()).toEqual(["a", "b-2"]);
});

it("tells what crontab has against a line", async () => {
  const { crontab: scheduler } = machine('echo "-:1: bad minute" >&2\necho "errors in crontab file, can\'t install." >&2\nexit 1\n');
  await expect(scheduler.write("default", { [crontab]: "x\n" })).rejects.toMatchObject({ message: "crontab - failed (1)", why: "-:1: bad minute; errors in crontab file, can't install." });
});

it("says what to do where there is no crontab command", async () => {
  const scheduler = createCrontab({ PATH: fakeCommands().folder }, "install cron");
  await expect(scheduler.read("default")).rejects.toMatchObject({ code: "failed", message: "crontab could not be run", fix: "install cron" });
});
