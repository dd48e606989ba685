import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serviceUnit, timerUnit } from "../../src/core/schedule/systemd.ts";
import { createUserUnits } from "../../src/system/systemd.ts";
import { fakeCommands, systemctlScript } from "./fake-command.ts";

const [service, timer] = [serviceUnit("default"), timerUnit("default")];
const texts = { [service]: "a service\n", [timer]: "a timer\n" };
const none = { [service]: undefined, [timer]: undefined };

function machine(script = systemctlScript, env = {}) {
  const commands = fakeCommands();
  commands.add("systemctl", script);
  const folder = join(commands.folder, "units");
  const callsFile = join(commands.folder, "calls");
  writeFileSync(callsFile, "");
  return {
    units: createUserUnits(folder, { PATH: commands.path, ...env }, "no systemd"),
    folder,
    calls: () => readFileSync(callsFile, "utf8").trimEnd().split("\n"),
  };
}

it("the list is empty where there are no units", async () => {
  expect(await machine().units.read("default")).toEqual({ texts: none, active: false });
});

it("both units are written, then the timer is enabled and restarted", async () => {
  const { units, folder, calls } = machine();
  await units.write("default", texts);
  expect(readdirSync(folder).toSorted()).toEqual([service, timer]);
  expect(readFileSync(join(folder, timer), "utf8")).toBe("a timer\n");
  expect(calls()).toEqual(["daemon-reload", "daemon-reload", `enable ${timer}`, `restart ${timer}`]);
  expect(await units.read("default")).toEqual({ texts, active: true });
});

it("the timer is stopped before the units are removed, and other files stay", async () => {
  const { units, folder, calls } = machine();
  await units.write("default", texts);
  writeFileSync(join(folder, "mine.timer"), "mine\n");
  await units.write("default", none);
  expect(readdirSync(folder)).toEqual(["mine.timer"]);
  expect(calls().slice(4)).toEqual(["daemon-reload", `disable --now ${timer}`, "daemon-reload"]);
  expect(await units.read("default")).toEqual({ texts: none, active: false });
});

it("a service without its timer is removed", async () => {
  const { units, folder } = machine();
  mkdirSync(folder);
  writeFileSync(join(folder, service), "a service\n");
  await units.write("default", none);
  expect(readdirSync(folder)).toEqual([]);
});

it.each([
  [
    "Failed to connect to bus: No medium found",
    {},
    "sudo loginctl enable-linger $(id -un); export XDG_RUNTIME_DIR=/run/user/$(id -u); then run this again",
  ],
  [
    "Failed to connect to bus: No such file or directory",
    { XDG_RUNTIME_DIR: "/run/user/7" },
    "sudo loginctl enable-linger $(id -un); then run this again",
  ],
  [
    "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down",
    {},
    "--kind cron",
  ],
])("nothing is written where systemd cannot be reached, with the fix: %s", async (said, env, fix) => {
  const { units } = machine(`cat >&2 <<'END'\n${said}\nEND\nexit 1\n`, env);
  await expect(units.write("default", texts)).rejects.toMatchObject({
    code: "failed",
    message: expect.stringContaining("daemon-reload"),
    why: said.replace("\n", "; "),
    fix: expect.stringContaining(fix),
  });
  expect(await units.read("default")).toEqual({ texts: none, active: false });
});

it("the entries that have a timer are listed, and no other files", async () => {
  const { units, folder } = machine();
  expect(await units.names()).toEqual([]);
  await units.write("default", texts);
  await units.write("night", { [timerUnit("night")]: "a timer\n" });
  writeFileSync(join(folder, "mine.timer"), "mine\n");
  expect(await units.names()).toEqual(["default", "night"]);
});

it("a missing systemctl command is reported with what to do", async () => {
  const { folder } = fakeCommands();
  await expect(createUserUnits(folder, { PATH: folder }, "give --kind cron").read("default")).rejects.toMatchObject({
    message: "systemctl could not be run",
    fix: "give --kind cron",
  });
});
