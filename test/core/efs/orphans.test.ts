import { describe, expect, it } from "vitest";
import { domainOf, orphansAmong } from "../../../src/core/efs/orphans.ts";
import { studioFileSystemTag } from "../../../src/core/efs/file-system.ts";
import { fileSystem, tagOf } from "../../fakes/file-systems.ts";

const tagged = (Value: string) => ({
  Tags: [
    { Key: "Name", Value: "x" },
    { Key: studioFileSystemTag, Value },
  ],
});
const found = (...given: Parameters<typeof fileSystem>[0][]) =>
  orphansAmong(
    given.map((each) => fileSystem(each)),
    new Set(["d-1"]),
    "us-east-1",
  );

describe("the domain of a file system", () => {
  it("is in the service's own tag", () => {
    expect(domainOf(fileSystem())).toEqual({ region: "us-east-1", account: "123456789012", domainId: "d-1" });
    expect(domainOf(tagged("arn:aws-cn:sagemaker:cn-north-1:123456789012:domain/d-abc-9"))?.domainId).toBe("d-abc-9");
  });

  it.each(["", "d-1", "arn:aws:sagemaker:us-east-1:123456789012:user-profile/d-1/alice", "arn:aws:s3:::bucket"])(
    "is not in a tag %j",
    (value) => {
      expect(domainOf(tagged(value))).toBeUndefined();
    },
  );
});

describe("an orphan", () => {
  it("is a file system whose domain is gone, with what it costs and the command that shows it", () => {
    expect(found({ FileSystemId: "fs-9", Tags: [tagOf("d-gone")] })).toMatchObject([
      {
        FileSystemId: "fs-9",
        DomainId: "d-gone",
        MonthlyUsd: 1.9,
        Command: "aws efs describe-file-systems --file-system-id fs-9 --region us-east-1",
      },
    ]);
  });

  it.each([
    ["whose domain is there", {}],
    ["that is none of Studio's", { Tags: [{ Key: "team", Value: "d-gone" }] }],
    ["made for another Region's domain", tagged("arn:aws:sagemaker:eu-west-1:123456789012:domain/d-gone")],
    ["made for another account's domain", tagged("arn:aws:sagemaker:us-east-1:999999999999:domain/d-gone")],
    ["on its way out", { Tags: [tagOf("d-gone")], LifeCycleState: "deleting" }],
  ])("is not a file system %s", (_what, more) => {
    expect(found(more)).toEqual([]);
  });

  it("in a Region without prices has no figure", () => {
    const there = fileSystem({ ...tagged("arn:aws:sagemaker:eu-central-1:123456789012:domain/d-gone") });
    expect(orphansAmong([there], new Set(), "eu-central-1")[0]).not.toHaveProperty("MonthlyUsd");
  });
});
