import { expect, it } from "vitest";
import { leftOfDomain, leftOfProfile } from "../../src/core/left-behind.ts";
import { domain, profile } from "../fakes/entities.ts";

const research = domain({ DomainId: "d-1", HomeEfsFileSystemId: "fs-1" });

it("a domain whose files are retained leaves its file system, which costs money, mount targets and security groups", () => {
  const left = leftOfDomain(research, "Retain", "eu-west-1");
  expect(left.map(({ What, CostsMoney }) => [What, CostsMoney])).toEqual([
    ["EFS file system fs-1, with all home directories", true],
    ["mount targets of fs-1", false],
    ["security groups security-group-for-inbound-nfs-d-1 and security-group-for-outbound-nfs-d-1", false],
  ]);
  for (const { Command } of left) expect(Command).toMatch(/^aws (efs|ec2) describe-.* --region eu-west-1$/);
});

it.each([
  ["arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole-20240301T101500", ["execution role AmazonSageMaker-ExecutionRole-20240301T101500"]],
  ["arn:aws:iam::123456789012:role/data-science", []],
])("a domain whose files are deleted leaves but a role of quick setup: %s", (ExecutionRole, left) => {
  expect(leftOfDomain({ ...research, DefaultUserSettings: { ExecutionRole } }, "Delete", "us-east-1").map(({ What }) => What)).toEqual(left);
});

it("a user leaves the home directory", () => {
  const alice = profile({ DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" });
  expect(leftOfProfile(alice, research, "us-east-1")).toMatchObject([{ What: "home directory /200005 on EFS file system fs-1", CostsMoney: true }]);
  expect(leftOfProfile(alice, domain({ DomainId: "d-1" }), "us-east-1")).toEqual([]);
});
