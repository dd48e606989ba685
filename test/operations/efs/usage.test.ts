import { expect, it } from "vitest";
import { homeUsage } from "../../../src/operations/efs/usage.ts";
import { fakeFileSystems, fileSystem } from "../../fakes/file-systems.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const studio = fakeStudio({
  domains: [{ DomainId: "d-1", HomeEfsFileSystemId: "fs-1" }, { DomainId: "d-2" }],
  profiles: [
    { DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" },
    { DomainId: "d-1", UserProfileName: "new", Status: "Pending" },
    { DomainId: "d-2", UserProfileName: "zoe", HomeEfsFileSystemUid: "200001" },
  ],
});

it("the usage of a domain is its file system's size and cost, and its users who have a home", async () => {
  const { SizeInBytes } = fileSystem();
  expect(await homeUsage({ studio, fileSystems: fakeFileSystems() }, "d-1")).toMatchObject({
    FileSystemId: "fs-1",
    SizeInBytes,
    ThroughputMode: "bursting",
    MonthlyUsd: 1.9,
    Homes: 1,
  });
});

it("the usage in a Region without prices has no figure", async () => {
  expect(await homeUsage({ studio, fileSystems: { ...fakeFileSystems(), region: "eu-central-1" } }, "d-1")).not.toHaveProperty(
    "MonthlyUsd",
  );
});

it("the usage of a domain without a file system cannot be told", async () => {
  await expect(homeUsage({ studio, fileSystems: fakeFileSystems() }, "d-2")).rejects.toMatchObject({ code: "not-ready" });
});
