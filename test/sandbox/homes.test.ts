import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createHomes } from "../../src/sandbox/homes.ts";
import type { Homes } from "../../src/sandbox/ports.ts";
import { domainId, smallStudio, start, type Wired, wire } from "./wire.ts";

const alice = { UserProfileName: "alice" };
const notes = { SpaceName: "notes" };

let folder: string;
let homes: Homes;
let studio: Wired;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sandbox-homes-"));
  homes = createHomes(join(folder, "homes"));
  // Past the uids that the fixture has given out.
  studio = await wire({ ...smallStudio(), sequence: 100 });
});
afterEach(async () => {
  await studio.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(owner: typeof alice | typeof notes): Promise<string> {
  return await homes.open(await studio.store.read(), domainId, owner);
}

async function prune(): Promise<void> {
  await homes.prune(await studio.store.read(), start + 3_600_000);
}

it("each owner has one folder, in any case of the name, open to this user alone", async () => {
  const home = await open(alice);
  expect(await open({ UserProfileName: "ALICE" })).toBe(home);
  expect(await open(notes)).not.toBe(home);
  for (const path of [home, join(folder, "homes"), join(folder, "homes", domainId)]) expect((await stat(path)).mode & 0o777).toBe(0o700);
});

it("an owner that does not exist gets no folder", async () => {
  await expect(homes.open(await studio.store.read(), domainId, { SpaceName: "../../x" })).rejects.toThrow(RangeError);
  expect(existsSync(join(folder, "homes"))).toBe(false);
});

it("files are kept while their owner exists", async () => {
  for (const owner of [alice, notes]) await writeFile(join(await open(owner), "kept.txt"), "kept");
  await prune();
  for (const owner of [alice, notes]) expect(await readdir(await open(owner))).toEqual(["kept.txt"]);
});

it("the volume of a deleted space is removed, and a new space of that name gets an empty one", async () => {
  const before = await open(notes);
  await writeFile(join(before, "gone.txt"), "gone");
  await studio.expect("DeleteSpace", { DomainId: domainId, SpaceName: "notes" });
  await prune();
  expect(existsSync(before)).toBe(false);
  studio.advance(60);
  await studio.expect("CreateSpace", { DomainId: domainId, SpaceName: "notes", SpaceSettings: { AppType: "JupyterLab" } });
  expect(await open(notes)).not.toBe(before);
});

it("the home of a deleted user profile stays on the domain's file system, and a new profile of that name gets another", async () => {
  const before = await open(alice);
  await writeFile(join(before, "kept.txt"), "kept");
  await studio.expect("DeleteSpace", { DomainId: domainId, SpaceName: "notes" });
  studio.advance(60);
  await studio.expect("DeleteUserProfile", { DomainId: domainId, UserProfileName: "alice" });
  studio.advance(60);
  await studio.expect("CreateUserProfile", { DomainId: domainId, UserProfileName: "alice" });
  await prune();
  expect(await readdir(before)).toEqual(["kept.txt"]);
  expect(await open(alice)).not.toBe(before);
});

it.each([
  ["Retain", true],
  ["Delete", false],
] as const)("the homes of a deleted domain follow its retention policy (%s)", async (HomeEfsFileSystem, stays) => {
  const home = await open(alice);
  await studio.expect("DeleteSpace", { DomainId: domainId, SpaceName: "notes" });
  studio.advance(60);
  await studio.expect("DeleteUserProfile", { DomainId: domainId, UserProfileName: "alice" });
  studio.advance(60);
  await studio.expect("DeleteDomain", { DomainId: domainId, RetentionPolicy: { HomeEfsFileSystem } });
  await prune();
  expect(existsSync(home)).toBe(stays);
});
