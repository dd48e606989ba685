import { describe, expect, it } from "vitest";
import {
  checkAccountId,
  checkExternalId,
  checkRoleName,
  partitionOf,
  roleArn,
  sessionName,
  sourceIdentity,
  stsRegion,
} from "../../../src/core/account/account.ts";

describe("a role of an account", () => {
  it.each([
    ["aws", "sweep", "arn:aws:iam::222233334444:role/sweep"],
    ["aws-cn", "/team/sweep", "arn:aws-cn:iam::222233334444:role/team/sweep"],
    ["aws-us-gov", "team/sweep", "arn:aws-us-gov:iam::222233334444:role/team/sweep"],
  ])("has an ARN in the partition of the caller: %s", (partition, role, arn) => {
    expect(roleArn(partition, "222233334444", role)).toBe(arn);
    expect(partitionOf(arn)).toBe(partition);
  });

  it.each(["", "a b", "ümlaut", "x".repeat(65), "team/", "*"])("is not named %j", (name) => {
    expect(() => checkRoleName(name, "--assume-role")).toThrow(/--assume-role: .* is not the name of a role/);
  });

  it("is named by its name, since an ARN names one account", () => {
    expect(() => checkRoleName("arn:aws:iam::222233334444:role/team/sweep", "--assume-role")).toThrow(
      expect.objectContaining({ fix: expect.stringContaining("--assume-role team/sweep") }),
    );
  });
});

describe("a session", () => {
  it.each([
    ["arn:aws:iam::111122223333:user/maya", "studioctl-maya", "maya"],
    ["arn:aws:sts::111122223333:assumed-role/Admin/maya@example.com", "studioctl-maya@example.com", "maya@example.com"],
    ["arn:aws:iam::111122223333:root", "studioctl-root", "root"],
    ["arn:aws:sts::111122223333:federated-user/m ä", "studioctl-m", "m--"],
    [`arn:aws:sts::111122223333:assumed-role/R/${"s".repeat(64)}`, `studioctl-${"s".repeat(54)}`, "s".repeat(64)],
  ])("says studioctl and who runs it, as STS takes it: %s", (arn, name, identity) => {
    expect(sessionName(arn)).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(sessionName(arn).startsWith(name)).toBe(true);
    expect(sourceIdentity(arn)).toBe(identity);
  });

  it("has no source identity where STS takes none", () => {
    expect(sourceIdentity("arn:aws:iam::111122223333:user/m")).toBeUndefined();
  });
});

describe("an external id", () => {
  it.each(["ab", "studio-42", "a:b/c@d.e,f=g+h_i", "x".repeat(1_224)])("of 2 to 1224 of STS's characters is valid", (id) => {
    expect(() => checkExternalId(id, "--external-id")).not.toThrow();
  });

  it.each([
    ["", "of 0 characters"],
    ["a", "of 1 characters"],
    ["x".repeat(1_225), "of 1225 characters"],
    ["se cret", 'the character " "'],
    ["secret#", 'the character "#"'],
    ["secrét", 'the character "é"'],
  ])("%# is refused with what is wrong, and is not repeated", (id, what) => {
    expect(() => checkExternalId(id, "--external-id")).toThrow(
      expect.objectContaining({ code: "usage", message: expect.stringContaining(what) }),
    );
    expect(() => checkExternalId(id, "--external-id")).not.toThrow("secr");
  });
});

it.each(["12345678901", "1234567890123", "12345678901a", ""])("%j is not the id of an account", (id) => {
  expect(() => checkAccountId(id, "id")).toThrow("is not the id of an account");
});

it.each([
  ["eu-west-1", "eu-west-1"],
  ["af-south-1", "us-east-1"],
  ["cn-north-1", "cn-north-1"],
  ["us-gov-east-1", "us-gov-east-1"],
])("sessions come from the STS of the Region, unless accounts have to enable it: %s", (region, sts) => {
  expect(stsRegion(region)).toBe(sts);
});
