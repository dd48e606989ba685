import {
  DescribeAccessPointsCommand,
  DescribeFileSystemsCommand,
  DescribeMountTargetSecurityGroupsCommand,
  DescribeMountTargetsCommand,
  EFSClient,
  EFSServiceException,
  type FileSystemDescription,
  type MountTargetDescription,
} from "@aws-sdk/client-efs";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, it } from "vitest";
import { createFileSystems } from "../../src/aws/file-systems.ts";
import { collect } from "./collect.ts";
import { sessionIn } from "./session.ts";

const session = sessionIn("eu-west-1");
const service = mockClient(session.client(EFSClient));
const fileSystems = createFileSystems(session);
const CreationTime = new Date("2026-03-01T00:00:00Z");

const inputs = () => service.calls().map((call) => call.args[0].input);

const described = (FileSystemId: string): FileSystemDescription => ({
  OwnerId: "123456789012",
  CreationToken: "token",
  FileSystemId,
  CreationTime,
  LifeCycleState: "available",
  NumberOfMountTargets: 2,
  SizeInBytes: { Value: 6144, Timestamp: CreationTime, ValueInIA: 0, ValueInStandard: 6144, ValueInArchive: 0 },
  PerformanceMode: "generalPurpose",
  Tags: [{ Key: "Name", Value: "homes" }],
});
const target = (MountTargetId: string, AvailabilityZoneName: string): MountTargetDescription => ({
  MountTargetId,
  AvailabilityZoneName,
  FileSystemId: "fs-1",
  SubnetId: "subnet-1",
  LifeCycleState: "available",
});

beforeEach(() => void service.reset());

describe("file systems", () => {
  it("come from all pages, as the service returns them", async () => {
    service
      .on(DescribeFileSystemsCommand)
      .resolvesOnce({ FileSystems: [described("fs-1")], NextMarker: "2" })
      .resolvesOnce({ FileSystems: [described("fs-2")] });
    expect(await collect(fileSystems.listFileSystems())).toEqual([described("fs-1"), described("fs-2")]);
    expect(inputs()).toEqual([{ MaxItems: 100 }, { MaxItems: 100, Marker: "2" }]);
  });

  it("are described by their id", async () => {
    service.on(DescribeFileSystemsCommand).resolves({ FileSystems: [described("fs-1")] });
    expect(await fileSystems.describeFileSystem("fs-1")).toEqual(described("fs-1"));
    expect(inputs()).toEqual([{ FileSystemId: "fs-1" }]);
  });

  it.each([
    ["none", []],
    ["one without a size", [{ ...described("fs-1"), SizeInBytes: undefined }]],
  ])("are malformed where the answer has %s", async (_what, answer) => {
    service.on(DescribeFileSystemsCommand).resolves({ FileSystems: answer });
    await expect(fileSystems.describeFileSystem("fs-1")).rejects.toMatchObject({ code: "malformed" });
  });

  it.each([
    ["FileSystemNotFound", "File system 'fs-1' does not exist.", { code: "not-found", message: "file system fs-1 not found" }],
    ["BadRequest", "invalid file system ID: fs-1", { code: "invalid", why: "invalid file system ID: fs-1" }],
    [
      "AccessDeniedException",
      "User: arn:aws:iam::1:user/a is not authorized to perform: elasticfilesystem:DescribeFileSystems",
      { code: "denied" },
    ],
    ["TooManyRequests", "Rate exceeded", { code: "throttled" }],
    ["InternalServerError", "An internal error has occurred.", { code: "unavailable" }],
  ])("are refused with %s", async (name, message, expected) => {
    const $fault = name === "InternalServerError" ? "server" : "client";
    service.on(DescribeFileSystemsCommand).rejects(new EFSServiceException({ name, message, $fault, $metadata: { requestId: "r-1" } }));
    await expect(fileSystems.describeFileSystem("fs-1")).rejects.toMatchObject({ ...expected, requestId: "r-1" });
  });
});

describe("mount targets", () => {
  it("come from all pages, by availability zone", async () => {
    service
      .on(DescribeMountTargetsCommand)
      .resolvesOnce({ MountTargets: [target("fsmt-1", "eu-west-1b")], NextMarker: "2" })
      .resolvesOnce({ MountTargets: [target("fsmt-3", "eu-west-1a"), target("fsmt-2", "eu-west-1a")] });
    expect((await fileSystems.listMountTargets("fs-1")).map(({ MountTargetId }) => MountTargetId)).toEqual(["fsmt-2", "fsmt-3", "fsmt-1"]);
    expect(inputs()).toEqual([
      { FileSystemId: "fs-1", MaxItems: 100 },
      { FileSystemId: "fs-1", MaxItems: 100, Marker: "2" },
    ]);
  });

  it("have their security groups", async () => {
    service.on(DescribeMountTargetSecurityGroupsCommand).resolves({ SecurityGroups: ["sg-1", "sg-2"] });
    expect(await fileSystems.securityGroupsOf("fsmt-1")).toEqual(["sg-1", "sg-2"]);
    expect(inputs()).toEqual([{ MountTargetId: "fsmt-1" }]);
  });

  it("that are still changing are not ready", async () => {
    service
      .on(DescribeMountTargetSecurityGroupsCommand)
      .rejects(new EFSServiceException({ name: "IncorrectMountTargetState", message: "", $fault: "client", $metadata: {} }));
    await expect(fileSystems.securityGroupsOf("fsmt-1")).rejects.toMatchObject({ code: "not-ready" });
  });
});

it("access points come from all pages, by token", async () => {
  service
    .on(DescribeAccessPointsCommand)
    .resolvesOnce({ AccessPoints: [{ AccessPointId: "fsap-1", FileSystemId: "fs-1", LifeCycleState: "available" }], NextToken: "2" })
    .resolvesOnce({ AccessPoints: [{ AccessPointId: "fsap-2", FileSystemId: "fs-1" }] });
  expect((await fileSystems.listAccessPoints("fs-1")).map(({ AccessPointId }) => AccessPointId)).toEqual(["fsap-1", "fsap-2"]);
  expect(inputs()).toEqual([
    { FileSystemId: "fs-1", MaxResults: 100 },
    { FileSystemId: "fs-1", MaxResults: 100, NextToken: "2" },
  ]);
});
