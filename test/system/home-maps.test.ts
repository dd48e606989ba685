import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { HomeMap } from "../../src/core/efs/file-system.ts";
import { createHomeMapsFolder } from "../../src/system/home-maps-folder.ts";

const map: HomeMap = {
  FileSystemId: "fs-1",
  Region: "us-east-1",
  DomainId: "d-1",
  DomainName: "research",
  HomeDirectories: [
    { UserProfileName: "alice", Uid: "200005", Path: "/200005" },
    { SpaceName: "team", Uid: "200007", Path: "/200007" },
  ],
};
let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "studioctl-")), "home-directories");
});
afterEach(async () => await rm(join(folder, ".."), { recursive: true }));

it("a map of users and spaces to uids is read back as it was kept, and is the user's own", async () => {
  const maps = createHomeMapsFolder(folder);
  const file = await maps.save(map);
  expect([await maps.load("fs-1"), JSON.parse(await readFile(file, "utf8"))]).toEqual([map, map]);
  expect([(await stat(file)).mode & 0o777, (await stat(folder)).mode & 0o777]).toEqual([0o600, 0o700]);
});

it("there is none where none was kept", async () => expect(await createHomeMapsFolder(folder).load("fs-1")).toBeUndefined());

it("a map that cannot be read is an error, not a map without users", async () => {
  const maps = createHomeMapsFolder(folder);
  const file = await maps.save(map);
  await writeFile(file, '{"FileSystemId":"fs-1"}');
  await expect(maps.load("fs-1")).rejects.toMatchObject({ code: "failed", message: expect.stringContaining(file) });
});
