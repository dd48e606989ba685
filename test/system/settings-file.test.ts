import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { settingsPath } from "../../src/system/paths.ts";
import { createSettingsFile } from "../../src/system/settings-file.ts";

const folder = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(folder, { recursive: true }));

function holding(text: string) {
  const path = join(folder, "config.json");
  writeFileSync(path, text);
  return createSettingsFile(path);
}

it("the settings are empty where there is no file", () => {
  expect(createSettingsFile(join(folder, "absent.json")).read()).toEqual({});
});

it("the settings are read back as written, in a folder that did not exist", async () => {
  const file = createSettingsFile(join(folder, "new", "config.json"));
  await file.write({ domain: "research" });
  expect(file.read()).toEqual({ domain: "research" });
  expect(readFileSync(file.path, "utf8")).toBe('{\n  "domain": "research"\n}\n');
});

it.each([
  ["no JSON", "domain: research", undefined],
  ["a list", "[]", undefined],
  ["an unknown setting", '{"domian":"research"}', 'did you mean "domain"?'],
  ["a number", '{"timeout":5}', undefined],
])("a file with %s is refused by name", (_, text, fix) => {
  const file = holding(text);
  expect(() => file.read()).toThrow(
    expect.objectContaining({ code: "usage", message: expect.stringContaining(file.path), ...(fix && { fix }) }),
  );
});

it("a byte order mark at the beginning is ignored", () => {
  expect(holding('\uFEFF{"domain":"research"}').read()).toEqual({ domain: "research" });
});

it("a folder in place of the file is refused", () => {
  expect(() => createSettingsFile(folder).read()).toThrow(
    expect.objectContaining({ code: "usage", message: expect.stringContaining(folder) }),
  );
});

it.each([
  [{ STUDIOCTL_CONFIG: "/etc/studioctl.json", XDG_CONFIG_HOME: "/x" }, "linux", "/etc/studioctl.json"],
  [{ XDG_CONFIG_HOME: "/x", HOME: "/home/al" }, "linux", "/x/studioctl/config.json"],
  [{ HOME: "/home/al" }, "darwin", "/home/al/.config/studioctl/config.json"],
] as const)("the settings file is where %j says on %s", (env, platform, path) => {
  expect(settingsPath(env, platform)).toBe(path);
});
