import { describe, expect, it } from "vitest";
import {
  type Mount,
  checkAccessPointId,
  checkMountPoint,
  checkWay,
  fileSystemDnsName,
  mountCommands,
} from "../../../src/core/efs/mount.ts";
import { sageMakerRegions } from "../../../src/core/connection/regions.ts";

const plain: Mount = { fileSystemId: "fs-1", region: "us-east-1", path: "/", mountPoint: "/mnt/studio", client: "efs-utils", iam: false };

describe("the commands that mount", () => {
  it("are those of service-facts: Home directories", () => {
    expect(mountCommands(plain)).toEqual({
      Install: "sudo yum install -y amazon-efs-utils",
      Mount: "sudo mount -t efs -o tls fs-1:/ /mnt/studio",
      MountNfs:
        "sudo mount -t nfs -o nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2,noresvport fs-1.efs.us-east-1.amazonaws.com:/ /mnt/studio",
      Fstab: "fs-1:/ /mnt/studio efs _netdev,noresvport,tls 0 0",
    });
  });

  it("sign in with IAM and go through an access point, where plain NFS cannot", () => {
    expect(mountCommands({ ...plain, iam: true, accessPointId: "fsap-1" })).toEqual({
      Install: "sudo yum install -y amazon-efs-utils",
      Mount: "sudo mount -t efs -o tls,iam,accesspoint=fsap-1 fs-1:/ /mnt/studio",
      Fstab: "fs-1:/ /mnt/studio efs _netdev,noresvport,tls,iam,accesspoint=fsap-1 0 0",
    });
  });

  it("are all of the same client", () => {
    const commands = mountCommands({ ...plain, client: "nfs" });
    expect(commands).toMatchObject({
      Install: "sudo yum install -y nfs-utils",
      Mount: commands.MountNfs,
      Fstab: expect.stringMatching(/^fs-1\.efs\.us-east-1\.amazonaws\.com:\/ \/mnt\/studio nfs _netdev,nfsvers=4\.1,\S+ 0 0$/),
    });
  });

  it("quote the mount point for the shell, and escape it for fstab", () => {
    const { Mount, Fstab } = mountCommands({ ...plain, path: "/200005", mountPoint: String.raw`/mnt/it's my\home` });
    expect(Mount).toBe(String.raw`sudo mount -t efs -o tls fs-1:/200005 '/mnt/it'\''s my\home'`);
    expect(Fstab).toBe(String.raw`fs-1:/200005 /mnt/it's\040my\134home efs _netdev,noresvport,tls 0 0`);
  });
});

describe("the DNS name of a file system", () => {
  it.each([
    ["eu-west-1", "fs-1.efs.eu-west-1.amazonaws.com"],
    ["us-gov-west-1", "fs-1.efs.us-gov-west-1.amazonaws.com"],
    ["cn-north-1", "fs-1.efs.cn-north-1.amazonaws.com.cn"],
    ["us-iso-east-1", "fs-1.efs.us-iso-east-1.c2s.ic.gov"],
    ["xx-new-9", "fs-1.efs.xx-new-9.amazonaws.com"],
  ])("in %s is %s", (region, name) => {
    expect(fileSystemDnsName("fs-1", region)).toBe(name);
  });

  it("has a suffix of its own in every partition but two", () => {
    const suffixes = Object.values(sageMakerRegions).map(([region = ""]) => fileSystemDnsName("fs-1", region).split(region)[1]);
    expect(suffixes.filter((suffix) => suffix === ".amazonaws.com")).toHaveLength(2);
  });
});

describe("a mount point", () => {
  it.each([
    ["mnt/studio", /^--mount-point "mnt\/studio" is not absolute$/],
    ["~/studio", /^--mount-point "~\/studio" is not absolute$/],
    ["/mnt/a\nb", /^--mount-point "\/mnt\/a\\nb" holds a line break/],
    ["/", /^--mount-point "\/" is the root/],
    ["/mnt/..", /^--mount-point "\/mnt\/\.\." is the root/],
    ["/./..//", /^--mount-point "\/\.\/\.\.\/\/" is the root/],
  ])("%j is refused", (path, message) => {
    expect(() => checkMountPoint(path, "--mount-point")).toThrow(message);
  });

  it.each(["/mnt/studio", "/mnt/my homes", "/home/alice/.studio", "/...mine", "/../mnt/a/.."])("%j is taken", (path) => {
    expect(() => checkMountPoint(path, "--mount-point")).not.toThrow();
  });
});

describe("flags that contradict each other are refused", () => {
  it.each([
    [{ client: "nfs", iam: true }, "--iam cannot be used with --client nfs"],
    [{ client: "nfs", iam: false, accessPointId: "fsap-1" }, "--access-point fsap-1 cannot be used with --client nfs"],
    [{ client: "efs-utils", iam: false, accessPointId: "fsap-1", user: "alice" }, "--user cannot be used with --access-point"],
  ] as const)("%j", (way, message) => {
    expect(() => checkWay(way)).toThrow(message);
  });

  it("others are not", () => {
    expect(() => checkWay({ client: "efs-utils", iam: true, accessPointId: "fsap-1" })).not.toThrow();
    expect(() => checkWay({ client: "nfs", iam: false, user: "alice" })).not.toThrow();
  });
});

it.each(["fsap-1", "fs-0123456789abcdef0", "fsap-0123456789ABCDEF0", "my-point"])("%s is not an access point id", (id) => {
  expect(() => checkAccessPointId(id, "--access-point")).toThrow(`--access-point "${id}" is not the id of an access point`);
});
