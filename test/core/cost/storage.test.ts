import { describe, expect, it } from "vitest";
import { homeStorage, spaceStorage, storageCost, storagePrices, storagePricesAsOf } from "../../../src/core/cost/storage.ts";
import type { SpaceSummary } from "../../../src/core/domain/domain.ts";
import type { FileSystem } from "../../../src/core/efs/file-system.ts";

describe("the prices of storage", () => {
  it("are those that AWS publishes, in us-east-1", () => {
    expect(storagePrices("us-east-1")).toMatchObject({ EfsStandard: 0.3, SpaceVolume: 0.112 });
  });

  it("are lower the less is read", () => {
    const { EfsStandard = 0, EfsInfrequentAccess = 0, EfsInfrequentAccessElastic = 0, EfsArchive = 0 } = storagePrices("us-west-2");
    const falling = [EfsStandard, EfsInfrequentAccess, EfsInfrequentAccessElastic, EfsArchive, 0];
    expect(falling).toEqual(falling.toSorted((a, b) => b - a));
    expect(new Set(falling).size).toBe(5);
  });

  it("are not known of a Region or a volume without a source", () => {
    expect(storagePrices("eu-central-1")).toEqual({});
    expect(storagePrices("us-west-2").SpaceVolume).toBeUndefined();
  });

  it("say from which day they are", () => {
    expect(storagePricesAsOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  });
});

const gib = 2 ** 30;
const fileSystem = (bytes: FileSystem["SizeInBytes"]): FileSystem => ({
  FileSystemId: "fs-1",
  LifeCycleState: "available",
  CreationTime: new Date(0),
  NumberOfMountTargets: 2,
  SizeInBytes: bytes,
  Tags: [],
});
const space = (SpaceName: string, gb?: number): SpaceSummary => ({
  DomainId: "d-1",
  SpaceName,
  Status: "InService",
  CreationTime: new Date(0),
  OwnershipSettingsSummary: { OwnerUserProfileName: "alice" },
  SpaceSettingsSummary: gb === undefined ? {} : { SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: gb } } },
});

it("a file system costs by what each storage class holds", () => {
  expect(homeStorage("d-1", fileSystem({ Value: 10 * gib }), "us-east-1")).toEqual({
    Kind: "EFS",
    DomainId: "d-1",
    FileSystemId: "fs-1",
    SizeInGb: 10,
    MonthlyUsd: 3,
  });
  expect(homeStorage("d-1", fileSystem({ Value: 10 * gib, ValueInIA: 4 * gib, ValueInStandard: 6 * gib }), "us-east-1").MonthlyUsd).toBe(
    1.9,
  );
});

it("a volume costs by its size, and counts to the owner of its space; a space without one has none", () => {
  expect(spaceStorage([space("nlp", 100), space("classic")], "us-east-1")).toEqual([
    { Kind: "EBS", DomainId: "d-1", SpaceName: "nlp", UserProfileName: "alice", SizeInGb: 100, MonthlyUsd: 11.2 },
  ]);
});

it("storage of a Region without known prices has its size, and no figure", () => {
  const storage = [homeStorage("d-1", fileSystem({ Value: gib }), "eu-south-1"), ...spaceStorage([space("nlp", 5)], "eu-south-1")];
  expect(storage.map(({ MonthlyUsd }) => MonthlyUsd)).toEqual([undefined, undefined]);
  expect(storageCost(storage)).toEqual({ SizeInGb: 6, Unpriced: 2 });
});

it("the storage total adds what has a price, and names what has none", () => {
  const known = spaceStorage([space("a", 10), space("b", 20)], "us-east-1");
  expect(storageCost([...known, ...spaceStorage([space("c", 5)], "eu-south-1")])).toEqual({ SizeInGb: 35, MonthlyUsd: 3.36, Unpriced: 1 });
  expect(storageCost([])).toEqual({ SizeInGb: 0, MonthlyUsd: 0, Unpriced: 0 });
});
