import { describe, expect, it } from "vitest";
import { leftOfDomain, leftOfOrphan, leftOfProfile } from "../../../src/core/teardown/left-behind.ts";
import type { HomeStorage } from "../../../src/core/teardown/storage.ts";
import { domain, profile } from "../../fakes/entities.ts";
import { mountTarget } from "../../fakes/file-systems.ts";

const research = domain({ DomainId: "d-1", HomeEfsFileSystemId: "fs-1", VpcId: "vpc-1", SubnetIds: ["subnet-a", "subnet-b"] });
const home: HomeStorage = {
  FileSystemId: "fs-1",
  SizeInBytes: { Value: 2 ** 30 },
  fate: "Retain",
  mountTargets: [mountTarget("fsmt-1"), mountTarget("fsmt-2", { SubnetId: "subnet-b" })],
  groups: [
    { GroupId: "sg-in", GroupName: "security-group-for-inbound-nfs-d-1" },
    { GroupId: "sg-out", GroupName: "security-group-for-outbound-nfs-d-1" },
  ],
  homes: [],
  unread: [],
};

describe("a domain whose files are retained", () => {
  const left = leftOfDomain(research, home, "eu-west-1");

  it("leaves mount targets, two security groups and a file system that costs money, with its size and what shows each", () => {
    expect(left.map(({ What, CostsMoney, SizeInBytes }) => [What, CostsMoney, SizeInBytes])).toEqual([
      ["mount targets of fs-1: fsmt-1, fsmt-2", false, undefined],
      ["security groups security-group-for-inbound-nfs-d-1 and security-group-for-outbound-nfs-d-1", false, undefined],
      ["EFS file system fs-1, with all home directories", true, 2 ** 30],
    ]);
    for (const { Command } of left) expect(Command).toMatch(/^aws (efs|ec2) describe-.* --region eu-west-1$/);
  });

  it("is removed in the order that the services take: targets, the rules that name the other group, the groups, the file system", () => {
    const verbs = left
      .flatMap(({ Remove }) => Remove)
      .map((command) => /^(?:while )?aws \S+ (\S+)(?:.*?(?:--mount-target-id|--group-id|--file-system-id) (\S+))?/.exec(command)?.slice(1));
    expect(verbs).toEqual([
      ["delete-mount-target", "fsmt-1"],
      ["delete-mount-target", "fsmt-2"],
      ["describe-mount-targets", "fs-1"],
      ["revoke-security-group-ingress", "sg-in"],
      ["revoke-security-group-egress", "sg-out"],
      ["delete-security-group", "sg-in"],
      ["delete-security-group", "sg-out"],
      ["delete-file-system", "fs-1"],
    ]);
  });

  it("says what cannot be deleted while they are there", () => {
    expect(left.map(({ Blocks }) => Blocks)).toEqual(["subnet subnet-a, subnet subnet-b, VPC vpc-1", "VPC vpc-1", undefined]);
  });

  it("has commands that find ids where they could not be read", () => {
    const commands = leftOfDomain(research, { ...home, mountTargets: [], groups: [] }, "eu-west-1").flatMap(({ Remove }) => Remove);
    expect(commands[0]).toMatch(
      /^for target in \$\(aws efs describe-mount-targets .*\); do aws efs delete-mount-target --mount-target-id \$target/,
    );
    expect(commands.find((command) => command.includes("delete-security-group"))).toContain("Values=security-group-for-inbound-nfs-d-1 ");
  });
});

describe("a file system whose domain is gone", () => {
  const orphan = { DomainId: "d-1", FileSystemId: "fs-1", SizeInBytes: { Value: 5 } };
  const [
    target,
    {
      groups: [inbound, outbound],
    },
  ] = [mountTarget("fsmt-1", { VpcId: "vpc-9" }), home];

  it("is removed as one that is retained, with what it keeps from being deleted", () => {
    const left = leftOfOrphan(orphan, { mountTargets: [target], groups: home.groups }, "eu-west-1");
    expect(left.map(({ Blocks }) => Blocks)).toEqual([expect.stringMatching(/VPC vpc-9$/), "VPC vpc-9", undefined]);
    expect(left.flatMap(({ Remove }) => Remove).map((command) => /aws \S+ (\S+)/.exec(command)?.[1])).toEqual([
      "delete-mount-target",
      "describe-mount-targets",
      "revoke-security-group-ingress",
      "revoke-security-group-egress",
      "delete-security-group",
      "delete-security-group",
      "delete-file-system",
    ]);
  });

  it.each([
    ["mount targets", { mountTargets: [], groups: home.groups }, 2],
    ["security groups", { mountTargets: [target], groups: [] }, 2],
    ["either", { mountTargets: [], groups: [] }, 1],
  ])("has no commands for %s that are gone already", (_what, found, count) => {
    expect(leftOfOrphan(orphan, found, "eu-west-1")).toHaveLength(count);
  });

  it.each([
    [inbound, "ingress"],
    [outbound, "egress"],
  ])("has commands for the one group that is left (%#)", (group, direction) => {
    const commands = leftOfOrphan(orphan, { mountTargets: [], groups: group === undefined ? [] : [group] }, "eu-west-1").flatMap(
      ({ Remove }) => Remove,
    );
    expect(commands).toEqual([
      expect.stringContaining(`revoke-security-group-${direction} --group-id ${group?.GroupId} `),
      expect.stringContaining(`delete-security-group --group-id ${group?.GroupId} `),
      expect.stringContaining("delete-file-system"),
    ]);
  });

  it("has commands that find ids where they could not be read", () => {
    const commands = leftOfOrphan(orphan, { mountTargets: undefined, groups: undefined }, "eu-west-1").flatMap(({ Remove }) => Remove);
    expect(commands).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^for target in /),
        expect.stringMatching(/delete-security-group --group-id \$\(aws ec2/),
      ]),
    );
  });
});

it.each([
  [
    "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole-20240301T101500",
    ["execution role AmazonSageMaker-ExecutionRole-20240301T101500, which others may use"],
  ],
  ["arn:aws:iam::123456789012:role/data-science", []],
])("a domain whose files are deleted leaves but a role of quick setup: %s", (ExecutionRole, what) => {
  const of = { ...research, DefaultUserSettings: { ExecutionRole } };
  expect(leftOfDomain(of, { ...home, fate: "Delete" }, "us-east-1").map(({ What }) => What)).toEqual(what);
});

it("a domain without a file system leaves none", () => {
  expect(leftOfDomain(domain({ DomainId: "d-1" }), undefined, "us-east-1")).toEqual([]);
});

it("a user leaves the home directory, which goes once the file system is mounted", () => {
  const alice = profile({ DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" });
  expect(leftOfProfile(alice, research, "us-east-1")).toMatchObject([
    {
      What: "home directory /200005 on EFS file system fs-1",
      CostsMoney: true,
      Remove: [expect.stringContaining("studioctl efs mount-info --domain d-1"), "sudo rm -rf /mnt/studio/200005"],
    },
  ]);
  expect(leftOfProfile(alice, domain({ DomainId: "d-1" }), "us-east-1")).toEqual([]);
});
