import { describe, expect, it } from "vitest";
import { fakeFileSystems, fileSystem, mountTarget, tagOf } from "../../fakes/file-systems.ts";
import { fakeNetwork } from "../../fakes/network.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { studioctl } from "../run.ts";

const studio = fakeStudio({
  domains: [{ DomainId: "d-1", HomeEfsFileSystemId: "fs-1", VpcId: "vpc-1" }],
  profiles: [
    { DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" },
    { DomainId: "d-1", UserProfileName: "ben", HomeEfsFileSystemUid: "200006" },
  ],
});
const network = fakeNetwork({ groups: [{ GroupId: "sg-out", GroupName: "security-group-for-outbound-nfs-d-1", VpcId: "vpc-1" }] });
const world = { studio, network };

const orphan = (FileSystemId: string, more = {}) => fileSystem({ FileSystemId, Tags: [tagOf("d-gone")], ...more });

describe("efs mount-info", () => {
  it("shows the file system, its mount targets, the homes and the commands", async () => {
    const { code, stdout, stderr } = await studioctl("efs mount-info", world);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^File system +fs-1$/m);
    expect(stdout).toMatch(/^Size +10 GiB$/m);
    expect(stdout).toMatch(
      /^Mount targets +ID +STATUS +ZONE +SUBNET +ADDRESS +SECURITY GROUPS\n +fsmt-1 +available +us-east-1a +subnet-a +10\.0\.0\.5 +sg-of-fsmt-1$/m,
    );
    expect(stdout).toMatch(/^For clients +sg-out$/m);
    expect(stdout).toMatch(/^Home directories +HOME OF +UID +PATH\n +alice +200005 +\/200005\n +ben/m);
    expect(stdout).toMatch(/^Install +sudo yum install -y amazon-efs-utils\n +on Debian and Ubuntu, build it/m);
    expect(stdout).toMatch(/^Mount +sudo mount -t efs -o tls fs-1:\/ \/mnt\/studio$/m);
  });

  it("has the members of the service in JSON, and those that are fixed", async () => {
    const { stdout } = await studioctl("efs mount-info -o json", world);
    const document = JSON.parse(stdout);
    expect(Object.keys(document)).toEqual([
      "DomainId",
      "FileSystemId",
      "LifeCycleState",
      "Encrypted",
      "SizeInBytes",
      "DnsName",
      "MountTargets",
      "ClientSecurityGroups",
      "HomeDirectories",
      "Commands",
    ]);
    expect(document.SizeInBytes).toEqual({ ...fileSystem().SizeInBytes, Timestamp: "2026-03-01T00:00:00.000Z" });
    expect(Object.keys(document.Commands)).toEqual(["Install", "Mount", "MountNfs", "Fstab"]);
  });

  it("of a user mounts that home at a place of its own", async () => {
    const { stdout } = await studioctl("efs mount-info --user alice --client nfs --query Commands.[Fstab,Install] -o tsv", world);
    expect(stdout).toMatch(/^fs-1\.efs\.us-east-1\.amazonaws\.com:\/200005 \/mnt\/studio-alice nfs /);
    expect(stdout).toContain("sudo yum install -y nfs-utils");
  });

  it("with --script prints the script and nothing else", async () => {
    const { stdout, stderr } = await studioctl("efs mount-info --iam --mount-point /mnt/homes --script -o json", world);
    expect([stdout, stderr]).toEqual([
      expect.stringMatching(/^#!\/bin\/sh\n[^]*mount_point=\/mnt\/homes\n[^]*mount -t efs -o tls,iam /),
      "",
    ]);
    expect(stdout).toContain("vpc-1, with security group sg-out");
  });

  it("says where no group for clients is known", async () => {
    expect((await studioctl("efs mount-info", { studio })).stderr).toContain(
      "there is no security group security-group-for-outbound-nfs-d-1",
    );
  });

  it("fails with the states where no mount target is available", async () => {
    const fileSystems = fakeFileSystems({ mountTargets: [mountTarget("fsmt-1", { LifeCycleState: "creating" })] });
    expect(await studioctl("efs mount-info", { ...world, fileSystems })).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringContaining("fsmt-1 in us-east-1a is creating"),
    });
  });

  it.each([
    ["--mount-point mnt/studio", '--mount-point "mnt/studio" is not absolute'],
    ["--mount-point /", "is the root of the machine"],
    ["--client smb", '--client does not take "smb"'],
    ["--client nfs --iam", "--iam cannot be used with --client nfs"],
    ["--client nfs --access-point fsap-0123456789abcdef0", "--access-point fsap-0123456789abcdef0 cannot be used with --client nfs"],
    ["--access-point fs-0123456789abcdef0", '"fs-0123456789abcdef0" is not the id of an access point'],
    ["--access-point fsap-0123456789abcdef0 --user alice", "--user cannot be used with --access-point"],
    ["--user not/a/name", "not/a/name"],
  ])("refuses %s before any call", async (words, message) => {
    const fileSystems = fakeFileSystems();
    const given = fakeStudio();
    const { code, stderr } = await studioctl(`efs mount-info ${words}`, { studio: given, fileSystems });
    expect([code, stderr, fileSystems.calls, given.calls]).toEqual([2, expect.stringContaining(message), [], []]);
  });
});

describe("efs usage", () => {
  it("shows sizes by storage class, the cost, the homes, and what cannot be known", async () => {
    const { code, stdout, stderr } = await studioctl("efs usage", world);
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^storage only, at the prices of 20\d\d-/)]);
    expect(stdout).toMatch(
      /^Size +10 GiB\nStandard +6 GiB, \$1\.80 a month\nInfrequent Access +4 GiB, \$0\.10 a month\nArchive +0 bytes$/m,
    );
    expect(stdout).toMatch(/^Cost +\$1\.90 a month\nHomes +2\nWithout a user +unknown: no call lists/m);
  });

  it("shows no figure where no price is known", async () => {
    const { stdout, stderr } = await studioctl("efs usage", { ...world, fileSystems: { ...fakeFileSystems(), region: "eu-central-1" } });
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^Cost +unknown: no price of EFS in eu-central-1/m), ""]);
    expect(stdout).not.toContain("$");
  });
});

describe("efs orphans", () => {
  it("lists file systems without their domain, with their sum, the command to look at them and those that remove the oldest", async () => {
    const fileSystems = fakeFileSystems({
      fileSystems: [fileSystem(), orphan("fs-2"), orphan("fs-3", { CreationTime: new Date("2026-02-01T00:00:00Z") })],
    });
    const { code, stdout, stderr } = await studioctl("efs orphans", { ...world, fileSystems });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^FILE SYSTEM +DOMAIN +STATUS +SIZE +\$\/MONTH +AGE\nfs-3 +d-gone +available +10 GiB +1\.90 +29d\nfs-2 /),
    ]);
    expect(stderr).toMatch(
      /^2 file systems, 20 GiB, \$3\.80 a month at the prices of [\d-]+\nshow one with: aws efs describe-file-systems --file-system-id fs-3 --region us-east-1\n[^]*to remove fs-3, in this order, with all files for good:\n[^]*aws efs delete-file-system --file-system-id fs-3 --region us-east-1\n$/,
    );
  });

  it("prints ids for other commands, and every member of the service in JSON", async () => {
    const fileSystems = fakeFileSystems({ fileSystems: [orphan("fs-2")] });
    expect((await studioctl("efs orphans -o name", { ...world, fileSystems })).stdout).toBe("fs-2\n");
    const { stdout } = await studioctl("efs orphans -o json", { ...world, fileSystems });
    expect(JSON.parse(stdout)).toMatchObject([
      {
        FileSystemId: "fs-2",
        DomainId: "d-gone",
        MonthlyUsd: 1.9,
        Command: expect.stringMatching(/^aws efs describe/),
        LeftBehind: expect.arrayContaining([
          expect.objectContaining({ Remove: ["aws efs delete-file-system --file-system-id fs-2 --region us-east-1"] }),
        ]),
      },
    ]);
  });

  it("says where there are none", async () => {
    expect(await studioctl("efs orphans", world)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "no file systems without a domain in us-east-1\n",
    });
  });

  it("sums no cost where one is not known", async () => {
    const fileSystems = fakeFileSystems({ fileSystems: [orphan("fs-2"), orphan("fs-3", { AvailabilityZoneName: "us-east-1a" })] });
    expect((await studioctl("efs orphans", { ...world, fileSystems })).stderr).toContain("20 GiB, their cost is unknown");
  });
});
