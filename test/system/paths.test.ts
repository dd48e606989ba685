import { expect, it } from "vitest";
import { homeFolder, settingsPath, stateFolder, userUnitFolder } from "../../src/system/paths.ts";

it.each([
  [{ STUDIOCTL_STATE_HOME: "/var/lib/studioctl", XDG_STATE_HOME: "/x" }, "/var/lib/studioctl"],
  [{ XDG_STATE_HOME: "/x", HOME: "/home/al" }, "/x/studioctl"],
  [{ HOME: "/home/al" }, "/home/al/.local/state/studioctl"],
])("state is kept where %j says", (env, path) => {
  expect(stateFolder(env, "linux")).toBe(path);
});

it("relative paths in the XDG variables, which the specification calls invalid, are ignored", () => {
  const env = { XDG_STATE_HOME: "state", XDG_CONFIG_HOME: "./config", HOME: "/home/al" };
  expect(stateFolder(env, "linux")).toBe("/home/al/.local/state/studioctl");
  expect(settingsPath(env, "linux")).toBe("/home/al/.config/studioctl/config.json");
  expect(userUnitFolder(env)).toBe("/home/al/.config/systemd/user");
});

it("a relative HOME is not used as the home folder", () => {
  expect(homeFolder({ HOME: "/home/al" })).toBe("/home/al");
  expect(homeFolder({ HOME: "al" })).toMatch(/^\//);
});
