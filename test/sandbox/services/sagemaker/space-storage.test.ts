import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { domainId, errorOf, smallStudio, wire, type Wired } from "../../wire.ts";

const space = { DomainId: domainId, SpaceName: "data" };
const owned = { ...space, OwnershipSettings: { OwnerUserProfileName: "alice" }, SpaceSharingSettings: { SharingType: "Private" } };
const shared = { ...owned, SpaceSharingSettings: { SharingType: "Shared" } };

let studio: Wired;
beforeEach(async () => {
  studio = await wire(smallStudio());
});
afterEach(() => studio.close());

function volume(EbsVolumeSizeInGb: number): object {
  return { SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb } } };
}

function limits(DefaultEbsVolumeSizeInGb: number, MaximumEbsVolumeSizeInGb: number): object {
  return { SpaceStorageSettings: { DefaultEbsStorageSettings: { DefaultEbsVolumeSizeInGb, MaximumEbsVolumeSizeInGb } } };
}

async function create(members: object = owned, settings: object = {}): Promise<string> {
  const answer = await studio.call("CreateSpace", { ...members, SpaceSettings: { AppType: "JupyterLab", ...settings } });
  studio.advance(10);
  return answer.status === 200 ? "created" : errorOf(answer);
}

async function grow(gigabytes: number): Promise<string> {
  const answer = await studio.call("UpdateSpace", { ...space, SpaceSettings: volume(gigabytes) });
  studio.advance(20);
  return answer.status === 200 ? "changed" : errorOf(answer);
}

async function sizeNow(): Promise<unknown> {
  return (await studio.expect("DescribeSpace", space))["SpaceSettings"];
}

describe("the volume of a space", () => {
  it("never shrinks, with any other change in the update", async () => {
    await create(owned, volume(50));
    expect(await grow(20)).toMatch(/^ValidationException: .*\[20\].*\[50\]/);
    expect(await sizeNow()).toMatchObject(volume(50));
  });

  it("changes its size once in six hours, and other settings at any time", async () => {
    await create(owned, volume(5));
    expect(await grow(10)).toBe("changed");
    expect(await grow(20)).toMatch(/^ValidationException: VolumeModificationRateExceeded: .*at least 6 hours/);
    expect(await grow(10)).toBe("changed");
    studio.advance(6 * 3600);
    expect(await grow(20)).toBe("changed");
  });

  it("has the size that the domain gives by default, up to its maximum, also later", async () => {
    await studio.expect("UpdateDomain", { DomainId: domainId, DefaultUserSettings: limits(20, 100), DefaultSpaceSettings: limits(30, 60) });
    studio.advance(10);
    await create();
    expect(await sizeNow()).toMatchObject(volume(20));
    expect(await grow(101)).toMatch(/^ValidationException: .*MaximumEbsVolumeSizeInGb \[100\]/);
    expect(await create({ ...shared, SpaceName: "team" }, volume(61))).toMatch(/MaximumEbsVolumeSizeInGb \[60\]/);
    expect(await create({ ...shared, SpaceName: "team" })).toBe("created");
    expect((await studio.expect("DescribeSpace", { ...space, SpaceName: "team" }))["SpaceSettings"]).toMatchObject(volume(30));
  });

  it("goes by the owner's profile before the domain", async () => {
    await studio.expect("UpdateDomain", { DomainId: domainId, DefaultUserSettings: limits(20, 100) });
    await studio.expect("UpdateUserProfile", { DomainId: domainId, UserProfileName: "alice", UserSettings: limits(7, 9) });
    studio.advance(10);
    expect(await create(owned, volume(10))).toMatch(/MaximumEbsVolumeSizeInGb \[9\]/);
    await create();
    expect(await sizeNow()).toMatchObject(volume(7));
  });

  it("exists for JupyterLab and Code Editor only", async () => {
    await studio.expect("CreateSpace", space);
    expect(await studio.expect("DescribeSpace", space)).not.toHaveProperty("SpaceSettings");
    expect((await studio.list("ListSpaces")).find(({ SpaceName }) => SpaceName === "data")).not.toHaveProperty("SpaceSettingsSummary");
  });
});
