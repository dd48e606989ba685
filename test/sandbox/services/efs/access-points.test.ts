import { beforeEach, describe, expect, it } from "vitest";
import { domainId } from "../../wire.ts";
import { arn, datasets, id, wiredEfs } from "./wired.ts";

const { efs, items, oneByOne, hold } = wiredEfs();

describe("DescribeAccessPoints", () => {
  beforeEach(() => hold({ accessPoints: [datasets, { name: "scratch", path: "/" }] }));

  it("lists those of a file system", async () => {
    const [first, second] = await items("access-points", { FileSystemId: id });
    expect(first).toEqual({
      ClientToken: "studio-datasets",
      Name: "datasets",
      Tags: [{ Key: "Name", Value: "datasets" }],
      AccessPointId: expect.stringMatching(/^fsap-[0-9a-f]{17}$/),
      AccessPointArn: `arn:aws:elasticfilesystem:us-east-1:111122223333:access-point/${String(first?.["AccessPointId"])}`,
      FileSystemId: id,
      PosixUser: { Uid: 1000, Gid: 100 },
      RootDirectory: { Path: "/shared" },
      OwnerId: "111122223333",
      LifeCycleState: "available",
    });
    expect(second).not.toHaveProperty("PosixUser");
  });

  it("finds one by its id and by its ARN", async () => {
    const [, { AccessPointId = "", AccessPointArn = "" } = {}] = await items("access-points");
    for (const wanted of [AccessPointId, AccessPointArn]) {
      expect(await items("access-points", { AccessPointId: String(wanted) })).toMatchObject([{ Name: "scratch" }]);
    }
  });

  it("the list of access points has pages", async () => {
    expect(await oneByOne("access-points", {}, "NextToken")).toEqual(await items("access-points"));
  });
});

describe("ListTagsForResource", () => {
  it.each([id, encodeURIComponent(arn)])("lists those of a file system: %s", async (resource) => {
    expect((await efs(`resource-tags/${resource}`)).json).toEqual({
      Tags: [{ Key: "ManagedByAmazonSageMakerResource", Value: `arn:aws:sagemaker:us-east-1:111122223333:domain/${domainId}` }],
    });
  });

  it("lists those of an access point", async () => {
    await hold({ accessPoints: [datasets] });
    const [{ AccessPointId = "" } = {}] = await items("access-points");
    expect((await efs(`resource-tags/${String(AccessPointId)}`)).json).toEqual({ Tags: [{ Key: "Name", Value: "datasets" }] });
  });
});
