import { describe, expect, it } from "vitest";
import { type HomeStorage, lostVolumes, storageOf } from "../../../src/core/teardown/storage.ts";
import type { Entity, TreeNode } from "../../../src/core/teardown/tree.ts";
import { created } from "../../fakes/entities.ts";

const base = { Status: "InService", CreationTime: created, DomainId: "d-1" };
const domain: Entity = { ...base, Kind: "Domain", DomainName: "research" };
const profile: Entity = { ...base, Kind: "UserProfile", UserProfileName: "alice" };
const space = (SpaceName: string, gb?: number): Entity => ({
  ...base,
  Kind: "Space",
  SpaceName,
  ...(gb !== undefined && { VolumeSizeInGb: gb }),
});
const home: HomeStorage = { FileSystemId: "fs-1", SizeInBytes: { Value: 5 }, mountTargets: [], groups: [], homes: [], unread: [] };
const step = (entity: Entity, Result: "planned" | "deleted" | "left" = "planned") => ({ entity, Result, Reason: "" });

describe("the storage that a delete concerns", () => {
  it("is every volume with its size and the end of its space, then the file system", () => {
    expect(
      storageOf([step(domain, "deleted"), step(space("nlp", 100), "deleted"), step(space("etl"), "left")], { ...home, fate: "Delete" }),
    ).toEqual([
      { Kind: "EbsVolume", SpaceName: "nlp", SizeInGb: 100, Result: "deleted", Reason: "" },
      { Kind: "EbsVolume", SpaceName: "etl", Result: "left", Reason: "" },
      { Kind: "EfsFileSystem", FileSystemId: "fs-1", SizeInBytes: 5, Result: "deleted", Reason: "" },
    ]);
  });

  it.each([
    ["kept where it is retained", domain, "Retain" as const, "kept"],
    ["kept where only a user goes", profile, "Delete" as const, "kept"],
    ["undecided where nobody has said", domain, undefined, "undecided"],
    ["planned where it is to go", domain, "Delete" as const, "planned"],
  ])("names the file system: %s", (_what, root, fate, Result) => {
    expect(storageOf([step(root)], { ...home, fate })).toMatchObject([{ Kind: "EfsFileSystem", Result }]);
  });

  it("has none for a domain without a file system", () => expect(storageOf([step(domain)], undefined)).toEqual([]));
});

const node = (entity: Entity): TreeNode => ({ id: entity.Kind, entity, children: [], depth: 0, task: "delete" });

describe("volumes that go, in words", () => {
  it.each([
    [[], undefined],
    [[space("a", 20), space("b", 100)], "2 volumes (120 GB)"],
    [[space("a", 20), space("b")], "2 volumes (20 GB, 1 of unknown size)"],
    [[space("a")], "1 volume (of unknown size)"],
  ])("%j is %j", (spaces, text) => expect(lostVolumes(spaces.map(node))).toBe(text));
});
