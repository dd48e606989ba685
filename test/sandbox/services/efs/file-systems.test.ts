import { describe, expect, it } from "vitest";
import { emptyState } from "../../../../src/sandbox/empty-state.ts";
import { defaultSubnetIds, defaultVpcId } from "../../../../src/sandbox/services/ec2/records.ts";
import { executionRole } from "../../../../src/sandbox/services/iam/records.ts";
import { fileSystemId } from "../../../../src/sandbox/services/sagemaker/records.ts";
import { domainId, start, wire } from "../../wire.ts";
import { arn, datasets, id, research, wiredEfs } from "./wired.ts";

const { studio, efs, items, oneByOne, homeFileSystem, mountTargets, hold, deleteUser } = wiredEfs();

const gib = 1024 ** 3;
const newDomain = {
  DomainName: "second",
  AuthMode: "IAM",
  DefaultUserSettings: { ExecutionRole: executionRole },
  VpcId: defaultVpcId,
  SubnetIds: defaultSubnetIds.slice(2),
};

const size = async () => Number(Object((await homeFileSystem())["SizeInBytes"]).Value);

describe("DescribeFileSystems", () => {
  it("lists the home file system of a domain", async () => {
    expect((await efs("file-systems")).json).toEqual({
      FileSystems: [
        {
          OwnerId: "111122223333",
          CreationToken: domainId,
          FileSystemId: id,
          FileSystemArn: arn,
          CreationTime: start / 1000 - 86_400,
          LifeCycleState: "available",
          NumberOfMountTargets: 2,
          SizeInBytes: {
            Value: expect.any(Number),
            Timestamp: start / 1000,
            ValueInIA: 0,
            ValueInStandard: expect.any(Number),
            ValueInArchive: 0,
          },
          PerformanceMode: "generalPurpose",
          Encrypted: true,
          KmsKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:111122223333:key\/[0-9a-f-]{36}$/),
          ThroughputMode: "bursting",
          Tags: [{ Key: "ManagedByAmazonSageMakerResource", Value: `arn:aws:sagemaker:us-east-1:111122223333:domain/${domainId}` }],
          FileSystemProtection: { ReplicationOverwriteProtection: "ENABLED" },
        },
      ],
    });
    expect(await studio().expect("DescribeDomain", research)).toMatchObject({ HomeEfsFileSystemId: id });
  });

  it.each([
    ["its id", { FileSystemId: id }, 1],
    ["its ARN", { FileSystemId: arn }, 1],
    ["its creation token", { CreationToken: domainId }, 1],
    ["another's creation token", { CreationToken: "d-none" }, 0],
  ])("finds one by %s", async (_, query, count) => {
    expect(await items("file-systems", query)).toHaveLength(count);
  });

  it("lists a file system that is made with its domain", async () => {
    const { DomainId } = await studio().expect("CreateDomain", newDomain);
    const created = async () => (await items("file-systems", { CreationToken: String(DomainId) }))[0];
    expect(await created()).toMatchObject({ LifeCycleState: "creating", SizeInBytes: { Value: 0 }, NumberOfMountTargets: 1 });
    studio().advance(8);
    expect(await created()).toMatchObject({ LifeCycleState: "available", SizeInBytes: { Value: 6144 } });
  });

  it("lists one that a domain is given later, and none before", async () => {
    const { DomainId } = await studio().expect("CreateDomain", { ...newDomain, HomeEfsFileSystemCreation: "Disabled" });
    const created = () => items("file-systems", { CreationToken: String(DomainId) });
    expect(await created()).toEqual([]);
    studio().advance(60);
    await studio().expect("UpdateDomain", { DomainId, HomeEfsFileSystemCreation: "Enabled" });
    expect(await created()).toMatchObject([{ LifeCycleState: "creating", CreationTime: start / 1000 + 60 }]);
    studio().advance(8);
    expect(await created()).toMatchObject([{ LifeCycleState: "available", CreationTime: start / 1000 + 60 }]);
  });

  it.each([
    ["0d1b2c3d-0000-4000-8000-123456789abc", "arn:aws:kms:us-east-1:111122223333:key/0d1b2c3d-0000-4000-8000-123456789abc"],
    ["arn:aws:kms:us-east-1:111122223333:key/mrk-1", "arn:aws:kms:us-east-1:111122223333:key/mrk-1"],
    ["alias/studio", expect.stringMatching(/:key\/[0-9a-f-]{36}$/)],
  ])("is encrypted with the key of the domain: %s", async (KmsKeyId, told) => {
    await studio().store.update(({ sagemaker }) => void Object.assign(sagemaker.domains[domainId] ?? {}, { KmsKeyId }));
    expect(await homeFileSystem()).toMatchObject({ Encrypted: true, KmsKeyId: told });
  });

  it("grows with the users, and keeps the homes of those that are gone", async () => {
    const before = await size();
    await studio().store.update((state) => void (state.sequence += 10));
    await studio().expect("CreateUserProfile", { ...research, UserProfileName: "ben" });
    const grown = await size();
    expect(grown).toBeGreaterThan(before);
    await deleteUser();
    expect(await size()).toBe(grown);
  });

  it("shows its size by storage class where the state does", async () => {
    await hold({ storedGb: { standard: 2, infrequentAccess: 30, archive: 0.5 } });
    const [ValueInStandard, ValueInIA, ValueInArchive] = [2 * gib + 6144, 30 * gib, gib / 2];
    expect(await homeFileSystem()).toMatchObject({
      SizeInBytes: { Value: ValueInStandard + ValueInIA + ValueInArchive, ValueInStandard, ValueInIA, ValueInArchive },
    });
  });

  it("is deleted with its domain where that is asked for", async () => {
    await deleteUser();
    await studio().expect("DeleteDomain", { ...research, RetentionPolicy: { HomeEfsFileSystem: "Delete" } });
    expect(await homeFileSystem()).toMatchObject({ LifeCycleState: "deleting" });
    studio().advance(8);
    expect(await items("file-systems")).toEqual([]);
  });

  it("stays as it was where the domain leaves it behind", async () => {
    await hold({ accessPoints: [datasets] });
    await deleteUser();
    const [before, targets, points] = [await homeFileSystem(), await mountTargets(), await items("access-points")];
    await studio().expect("DeleteDomain", research);
    studio().advance(8);
    expect(await studio().list("ListDomains")).toEqual([]);
    expect([await homeFileSystem(), await mountTargets(), await items("access-points")]).toEqual([before, targets, points]);
    const [{ MountTargetId } = {}] = targets;
    expect((await efs(`mount-targets/${String(MountTargetId)}/security-groups`)).json).toEqual({
      SecurityGroups: [expect.stringMatching(/^sg-0[0-9a-f]{16}$/)],
    });
  });

  it("lists what an earlier version of the sandbox kept of a deleted domain", async () => {
    await studio().store.update(({ ec2 }) => void ec2.retainedDomains.push({ DomainId: "d-old", VpcId: defaultVpcId }));
    const [left] = await items("file-systems", { CreationToken: "d-old" });
    expect(left).toMatchObject({
      FileSystemId: fileSystemId("d-old"),
      NumberOfMountTargets: 2,
      LifeCycleState: "available",
      SizeInBytes: { Value: 6144 },
    });
  });

  it("comes in pages, each file system once", async () => {
    for (const DomainName of ["b", "c"]) {
      await studio().store.update(({ ec2 }) => void ec2.retainedDomains.push({ DomainId: `d-${DomainName}`, VpcId: defaultVpcId }));
    }
    const found = await oneByOne("file-systems", {}, "Marker");
    expect(found).toEqual(await items("file-systems"));
    expect(new Set(found.map(({ FileSystemId }) => FileSystemId))).toEqual(new Set([id, fileSystemId("d-b"), fileSystemId("d-c")]));
  });

  it("has a hundred on a page at most", async () => {
    const retained = Array.from({ length: 120 }, (_, number) => ({ DomainId: `d-${number}`, VpcId: defaultVpcId }));
    await studio().store.update(({ ec2 }) => void (ec2.retainedDomains = retained));
    expect(await items("file-systems", { MaxItems: "1000" })).toHaveLength(100);
    expect(await items("file-systems")).toHaveLength(100);
  });

  it("another Region has no file systems", async () => {
    const elsewhere = { authorization: "AWS4-HMAC-SHA256 Credential=S/20250602/eu-west-1/elasticfilesystem/aws4_request, Signature=x" };
    expect((await efs("file-systems", {}, elsewhere)).json).toEqual({ FileSystems: [] });
  });
});

it("has nothing in an account without a Studio", async () => {
  const empty = await wire(emptyState());
  expect((await empty.get("/2015-02-01/file-systems")).json).toEqual({ FileSystems: [] });
  await empty.close();
});
