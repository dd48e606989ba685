import { describe, expect, it } from "vitest";
import { id, wiredEfs } from "./wired.ts";

const { studio, efs } = wiredEfs();

const nowhere = "0123456789abcdef0";

describe("EFS refuses", () => {
  it.each([
    [
      "a file system that is not there",
      `file-systems?FileSystemId=fs-${nowhere}`,
      404,
      "FileSystemNotFound",
      `File system 'fs-${nowhere}' does not exist.`,
    ],
    [
      "mount targets of a file system that is not there",
      `mount-targets?FileSystemId=fs-${nowhere}`,
      404,
      "FileSystemNotFound",
      `fs-${nowhere}`,
    ],
    ["a mount target that is not there", `mount-targets?MountTargetId=fsmt-${nowhere}`, 404, "MountTargetNotFound", `fsmt-${nowhere}`],
    [
      "groups of a mount target that is not there",
      `mount-targets/fsmt-${nowhere}/security-groups`,
      404,
      "MountTargetNotFound",
      `fsmt-${nowhere}`,
    ],
    ["an access point that is not there", `access-points?AccessPointId=fsap-${nowhere}`, 404, "AccessPointNotFound", `fsap-${nowhere}`],
    ["tags of what is not there", `resource-tags/fsap-${nowhere}`, 404, "AccessPointNotFound", `fsap-${nowhere}`],
    [
      "an id that is none",
      "file-systems?FileSystemId=home",
      400,
      "BadRequest",
      "Value 'home' at 'fileSystemId' failed to satisfy constraint: Member must satisfy regular expression pattern",
    ],
    ["an id that is none in a path", "mount-targets/fsmt-1/security-groups", 400, "BadRequest", "Value 'fsmt-1' at 'mountTargetId'"],
    ["an escape that is none", "resource-tags/%zz", 400, "BadRequest", "Value '%zz' at 'resourceId'"],
    [
      "a page of none",
      "file-systems?MaxItems=0",
      400,
      "BadRequest",
      "Value '0' at 'maxItems' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    ["a page of many", "access-points?MaxResults=many", 400, "BadRequest", "'many'"],
    ["a marker that is none", "file-systems?Marker=x", 400, "BadRequest", "The pagination token 'x' is invalid."],
    [
      "mount targets of nothing",
      "mount-targets",
      400,
      "BadRequest",
      "Must specify exactly one of FileSystemId, MountTargetId and AccessPointId.",
    ],
    ["mount targets of two things", `mount-targets?FileSystemId=${id}&MountTargetId=fsmt-${nowhere}`, 400, "BadRequest", "exactly one"],
    ["access points of two things", `access-points?FileSystemId=${id}&AccessPointId=fsap-${nowhere}`, 400, "BadRequest", "not both"],
    ["another path", "replications", 404, "UnknownOperationException", "The sandbox does not serve EFS.GET /2015-02-01/replications."],
    ["a path without its label", "mount-targets//security-groups", 404, "UnknownOperationException", "EFS.GET"],
  ])("%s", async (_, path, status, code, text) => {
    const answer = await studio().get(`/2015-02-01/${path}`);
    expect(answer.headers).toMatchObject({
      "content-type": "application/json",
      "x-amzn-errortype": code,
      "x-amzn-requestid": expect.any(String),
    });
    expect(answer).toMatchObject({ status, json: { ErrorCode: code, Message: expect.stringContaining(text) } });
  });

  it("a marker of another list", async () => {
    const { json } = await efs("mount-targets", { FileSystemId: id, MaxItems: "1" });
    expect((await efs("file-systems", { Marker: String(json["NextMarker"]) })).json).toMatchObject({ ErrorCode: "BadRequest" });
  });
});

const fail = (fault: object) => studio().store.update(({ settings }) => void Object.assign(settings, { faults: [fault] }));

describe("a bad day of EFS", () => {
  it("throttles at a rate of its own", async () => {
    await studio().store.update(({ settings }) => void (settings.requestsPerSecond = 1));
    expect((await efs("file-systems")).status).toBe(200);
    expect(await efs("file-systems")).toMatchObject({ status: 400, json: { ErrorCode: "ThrottlingException", Message: "Rate exceeded" } });
    expect((await studio().call("ListApps")).status).toBe(200);
  });

  it.each([
    [{ operation: "DescribeFileSystems", error: "FileSystemNotFound" }, 404, "FileSystemNotFound"],
    [{ operation: "*", matching: "file-systems", error: "InternalServerError" }, 500, "InternalServerError"],
    [{ operation: "DescribeFileSystems", error: "AccessDeniedException", status: 403 }, 403, "AccessDeniedException"],
  ])("injects %j", async (fault, status, ErrorCode) => {
    await fail(fault);
    expect(await efs("file-systems")).toMatchObject({ status, headers: { "x-amzn-errortype": ErrorCode }, json: { ErrorCode } });
    expect((await efs("access-points")).status).toBe(200);
  });
});
