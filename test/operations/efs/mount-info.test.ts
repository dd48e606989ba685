import { describe, expect, it } from "vitest";
import type { HomeMap } from "../../../src/core/efs/file-system.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type MountRequest, mountInfo } from "../../../src/operations/efs/mount-info.ts";
import { type FakeFileSystemsOptions, fakeFileSystems, fileSystem, mountTarget } from "../../fakes/file-systems.ts";
import { fakeHomeMaps } from "../../fakes/home-maps.ts";
import { type FakeNetworkOptions, fakeNetwork } from "../../fakes/network.ts";
import { type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const outbound = { GroupId: "sg-out", GroupName: "security-group-for-outbound-nfs-d-1", VpcId: "vpc-1" };
const inbound = { GroupId: "sg-in", GroupName: "security-group-for-inbound-nfs-d-1", VpcId: "vpc-1" };
const request: MountRequest = { source: { domainId: "d-1" }, client: "efs-utils", iam: false, mountPoint: "/mnt/studio/" };

interface Given {
  readonly efs?: FakeFileSystemsOptions;
  readonly studio?: FakeStudioOptions;
  readonly network?: FakeNetworkOptions;
  readonly homes?: readonly HomeMap[];
}

function ports({ efs = {}, studio = {}, network = {}, homes = [] }: Given = {}) {
  return {
    studio: fakeStudio({
      domains: [{ DomainId: "d-1", HomeEfsFileSystemId: "fs-1", VpcId: "vpc-1" }],
      profiles: [
        { DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" },
        { DomainId: "d-1", UserProfileName: "ben", HomeEfsFileSystemUid: "200006" },
        { DomainId: "d-1", UserProfileName: "new", Status: "Pending" },
      ],
      ...studio,
    }),
    fileSystems: fakeFileSystems(efs),
    network: fakeNetwork({ groups: [inbound, outbound], ...network }),
    homeMaps: async () => fakeHomeMaps(homes),
  };
}

const point = { AccessPointId: "fsap-1", FileSystemId: "fs-1", LifeCycleState: "available" };

describe("how to mount the home directories", () => {
  it("has every mount target, group and directory", async () => {
    const { info, mount, notes } = await mountInfo(ports(), request);
    const { FileSystemId, LifeCycleState, Encrypted, SizeInBytes } = fileSystem();
    expect(info).toMatchObject({
      DomainId: "d-1",
      FileSystemId,
      LifeCycleState,
      Encrypted,
      SizeInBytes,
      DnsName: "fs-1.efs.us-east-1.amazonaws.com",
      MountTargets: [{ ...mountTarget("fsmt-1"), SecurityGroups: ["sg-of-fsmt-1"] }],
      ClientSecurityGroups: ["sg-out"],
      HomeDirectories: [
        { UserProfileName: "alice", Uid: "200005", Path: "/200005" },
        { UserProfileName: "ben", Uid: "200006", Path: "/200006" },
      ],
      Commands: { Mount: "sudo mount -t efs -o tls fs-1:/ /mnt/studio" },
    });
    expect([mount.path, notes]).toEqual(["/", []]);
  });

  it("has those of the spaces of Studio Classic too, and none of spaces that have a volume", async () => {
    const spaces = [
      { DomainId: "d-1", SpaceName: "team", HomeEfsFileSystemUid: "200007", SpaceSharingSettings: { SharingType: "Shared" as const } },
      { DomainId: "d-1", SpaceName: "nlp", HomeEfsFileSystemUid: "200008", SpaceSettings: { AppType: "JupyterLab" as const } },
    ];
    const { info } = await mountInfo(ports({ studio: { spaces } }), request);
    expect(info.HomeDirectories.filter(({ SpaceName }) => SpaceName !== undefined)).toEqual([
      { SpaceName: "team", Uid: "200007", Path: "/200007" },
    ]);
  });

  it("of one user is that user's directory, without asking for the others", async () => {
    const given = ports();
    const { info } = await mountInfo(given, { ...request, user: "ben" });
    expect(info.HomeDirectories).toEqual([{ UserProfileName: "ben", Uid: "200006", Path: "/200006" }]);
    expect(info.Commands.Fstab).toMatch(/^fs-1:\/200006 /);
    expect(given.studio.count("describeUserProfile")).toBe(1);
  });

  it("leaves out users who are deleted meanwhile", async () => {
    const given = ports();
    given.studio.fail("describeUserProfile", "alice", new StudioctlError("not-found", "alice is gone"));
    expect((await mountInfo(given, request)).info.HomeDirectories.map(({ UserProfileName }) => UserProfileName)).toEqual(["ben"]);
  });

  it("goes through an access point of the file system", async () => {
    const { info } = await mountInfo(ports({ efs: { accessPoints: [point] } }), { ...request, accessPointId: "fsap-1" });
    expect(info.Commands.Mount).toBe("sudo mount -t efs -o tls,accesspoint=fsap-1 fs-1:/ /mnt/studio");
  });

  it("is reported where some mount targets cannot be used, and requests no groups of those being deleted", async () => {
    const mountTargets = [mountTarget("fsmt-1", { LifeCycleState: "deleting" }), mountTarget("fsmt-2")];
    const given = ports({ efs: { mountTargets } });
    expect((await mountInfo(given, request)).info.MountTargets.map(({ SecurityGroups }) => SecurityGroups)).toEqual([[], ["sg-of-fsmt-2"]]);
  });

  it.each([
    ["there is none", { groups: [inbound] }, "there is no security group security-group-for-outbound-nfs-d-1"],
    ["it may not be read", { denied: true }, "not allowed to describe VPCs"],
  ])("does not fail where there is no group for clients: %s", async (_why, network, note) => {
    const { info, notes } = await mountInfo(ports({ network }), request);
    expect([info.ClientSecurityGroups, notes]).toEqual([[], [expect.stringContaining(note)]]);
  });
});

describe("how to mount what a deleted domain left", () => {
  const kept: HomeMap = {
    FileSystemId: "fs-1",
    Region: "us-east-1",
    DomainId: "d-1",
    DomainName: "research",
    HomeDirectories: [{ UserProfileName: "alice", Uid: "200005", Path: "/200005" }],
  };
  const gone = { studio: { domains: [] }, homes: [kept] };
  const retained = { ...request, source: { fileSystemId: "fs-1" } };

  it("is known from the kept map, the mount targets' VPC and the group that the service made", async () => {
    const { info, vpcId, notes } = await mountInfo(ports(gone), retained);
    expect([info.DomainId, info.ClientSecurityGroups, info.HomeDirectories, vpcId, notes]).toEqual([
      "d-1",
      ["sg-out"],
      kept.HomeDirectories,
      "vpc-1",
      [],
    ]);
    expect(info.Commands.Mount).toBe("sudo mount -t efs -o tls fs-1:/ /mnt/studio");
  });

  it("for one user is that user's directory, in any case of the name", async () => {
    expect((await mountInfo(ports(gone), { ...retained, user: "Alice" })).info.Commands.Mount).toContain("fs-1:/200005");
  });

  it("is shown without a map, and says so", async () => {
    const { info, notes } = await mountInfo(ports({ ...gone, homes: [] }), retained);
    expect([info.HomeDirectories, notes]).toEqual([[], [expect.stringContaining("each is a directory named after its uid")]]);
  });

  it("follows the user profiles where the domain still exists", async () => {
    expect(
      (await mountInfo(ports({ homes: [kept] }), retained)).info.HomeDirectories.map(({ UserProfileName }) => UserProfileName),
    ).toEqual(["alice", "ben"]);
  });

  it("is shown for a file system that names no domain, without groups for clients", async () => {
    const { info, notes } = await mountInfo(ports({ ...gone, homes: [], efs: { fileSystems: [fileSystem({ Tags: [] })] } }), retained);
    expect([info.DomainId, info.ClientSecurityGroups, notes.length]).toEqual([undefined, [], 2]);
  });

  it.each<[string, Partial<MountRequest>, Given, object]>([
    ["a file system there is not", { source: { fileSystemId: "fs-2" } }, gone, { code: "not-found", fix: 'did you mean "fs-1"?' }],
    ["a user whom the map does not have", { user: "alcie" }, gone, { code: "not-found", fix: 'did you mean "alice"?' }],
    [
      "a user where there is no map",
      { user: "alice" },
      { ...gone, homes: [] },
      { code: "not-found", why: expect.stringContaining("no map was saved") },
    ],
  ])("is refused for %s", async (_what, more, given, error) => {
    await expect(mountInfo(ports(given), { ...retained, ...more })).rejects.toMatchObject(error);
  });
});

describe("mounting is refused", () => {
  it.each<[string, Given, Partial<MountRequest>, object]>([
    ["for a domain there is not", {}, { source: { domainId: "d-2" } }, { code: "not-found", fix: 'did you mean "d-1"?' }],
    [
      "for a domain without a file system",
      { studio: { domains: [{ DomainId: "d-1", Status: "Failed", FailureReason: "no subnet" }] } },
      {},
      { code: "not-ready", why: "it is Failed: no subnet" },
    ],
    [
      "for a domain that was made without a file system, with where its files are",
      { studio: { domains: [{ DomainId: "d-1" }] } },
      {},
      {
        code: "not-ready",
        why: expect.stringContaining("its own volume"),
        fix: expect.stringContaining("studioctl space list --domain d-1"),
      },
    ],
    [
      "where the file system is gone",
      { efs: { fileSystems: [] } },
      {},
      { code: "not-found", message: "file system fs-1 of domain d-1 is gone" },
    ],
    [
      "where there is no mount target",
      { efs: { mountTargets: [] } },
      {},
      { code: "not-ready", fix: expect.stringContaining("aws efs create-mount-target --file-system-id fs-1") },
    ],
    [
      "where no mount target is available",
      {
        efs: { mountTargets: [mountTarget("fsmt-1", { LifeCycleState: "creating" }), mountTarget("fsmt-2", { LifeCycleState: "error" })] },
      },
      {},
      { code: "not-ready", why: "fsmt-1 in us-east-1a is creating, fsmt-2 in us-east-1a is error" },
    ],
    ["for a user there is not", {}, { user: "alicia" }, { code: "not-found", fix: 'did you mean "alice"?' }],
    ["for a user without a home directory", {}, { user: "new" }, { code: "not-ready", message: "user new has no home directory" }],
    [
      "through an access point there is not",
      { efs: { accessPoints: [point] } },
      { accessPointId: "fsap-2" },
      { code: "not-found", fix: 'did you mean "fsap-1"?' },
    ],
    [
      "through an access point of another file system",
      { efs: { accessPoints: [{ ...point, FileSystemId: "fs-2" }] } },
      { accessPointId: "fsap-1" },
      { code: "not-found", why: "the file system has no access points" },
    ],
    [
      "through an access point that is being made",
      { efs: { accessPoints: [{ ...point, LifeCycleState: "creating" }] } },
      { accessPointId: "fsap-1" },
      { code: "not-ready" },
    ],
    ["where EFS may not be read", { efs: { denied: true } }, {}, { code: "denied" }],
  ])("%s", async (_why, given, more, error) => {
    await expect(mountInfo(ports(given), { ...request, ...more })).rejects.toMatchObject(error);
  });
});
