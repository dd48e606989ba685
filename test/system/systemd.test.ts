import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serviceUnit, timerUnit } from "../../src/core/schedule/systemd.ts";
import { createUserUnits } from "../../src/system/systemd.ts";
import { fakeCommands, systemctlScript } from "./fake-command.ts";

const [service, timer] = [serviceUnit("default"), timerUnit("default")];
const texts = { [service]: "a service\n", [timer]: "a timer\n" };
const none = { [service]: undefined, [timer]: undefined };

function machine(script = systemctlScript) {
  const commands = fakeCommands();
  commands.add("systemctl", script);
  const folder = join(commands.folder, "units");
  const callsFile = join(commands.folder, "calls");
  writeFileSync(callsFile, "");
  return {
    units: createUserUnits(folder, { PATH: commands.path }),
    folder,
    calls: () => readFileSync(callsFile, "utf8").trimEnd().split("\n"),
  };
}

it("reads nothing where there is nothing", async () => {
  expect(await machine().units.read("default")).toEqual({ texts: none, active: false });
});

it("writes both units, then enables the timer and starts it anew", async () => {
  const { units, folder, calls } = machine();
  await units.write("default", texts);
  expect(readdirSync(folder).toSorted()).toEqual([service, timer]);
  expect(readFileSync(join(folder, timer), "utf8")).toBe("a timer\n");
  expect(calls()).toEqual(["daemon-reload", "daemon-reload", `enable ${timer}`, `restart ${timer}`]);
  expect(await units.read("default")).toEqual({ texts, active: true });
});

it("stops the timer before it takes the units away, and leaves other files", async () => {
  const { units, folder, calls } = machine();
  await units.write("default", texts);
  writeFileSync(join(folder, "mine.timer"), "mine\n");
  await units.write("default", none);
  expect(readdirSync(folder)).toEqual(["mine.timer"]);
  expect(calls().slice(4)).toEqual(["daemon-reload", `disable --now ${timer}`, "daemon-reload"]);
  expect(await units.read("default")).toEqual({ texts: none, active: false });
});

it("takes a service away whose timer is gone", async () => {
  const { units, folder } = machine();
  mkdirSync(folder);
  writeFileSync(join(folder, service), "a service\n");
  await units.write("default", none);
  expect(readdirSync(folder)).toEqual([]);
});

it("writes nothing where systemd cannot be reached", async () => {
  const { units } = machine('echo "Failed to connect to bus: No medium found" >&2\nexit 1\n');
  await expect(units.write("default", texts)).rejects.toMatchObject({ code: "failed", message: expect.stringContaining("daemon-reload"), why: "Failed to connect to bus: No medium found" });
  expect(await units.read("default")).toEqual({ texts: none, active: false });
});

it("says what to do where there is no systemctl command", async () => {
  const { folder } = fakeCommands();
  await expect(createUserUnits(folder, { PATH: folder }).read("default")).rejects.toMatchObject({ message: "systemctl could not be run", fix: expect.stringContaining("--kind cron") });
});
