import { expect, it } from "vitest";
import { findOrphans, homeUsage, leftOfOrphans } from "../../../src/operations/efs/orphans.ts";
import { domain } from "../../fakes/entities.ts";
import { fakeFileSystems, fileSystem, tagOf } from "../../fakes/file-systems.ts";
import { fakeNetwork } from "../../fakes/network.ts";
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

it("the usage of a domain without a file system is unknown", async () => {
  await expect(homeUsage({ studio, fileSystems: fakeFileSystems() }, "d-2")).rejects.toMatchObject({ code: "not-ready" });
});

const orphan = (FileSystemId: string, day: string) =>
  fileSystem({ FileSystemId, Tags: [tagOf("d-gone")], CreationTime: new Date(`2026-01-${day}T00:00:00Z`) });

it("orphans are the file systems whose domain is gone, the oldest first", async () => {
  const fileSystems = fakeFileSystems({ fileSystems: [orphan("fs-2", "20"), fileSystem(), orphan("fs-3", "10")] });
  const found = await findOrphans({ studio: fakeStudio({ domains: [{ DomainId: "d-1" }] }), fileSystems });
  expect(found.map(({ FileSystemId }) => FileSystemId)).toEqual(["fs-3", "fs-2"]);
  expect(fileSystems.calls).toEqual(["listFileSystems"]);
});

it("a domain that is made between the two lists has no orphan", async () => {
  let made = false;
  const studio = {
    ...fakeStudio(),
    async *listDomains() {
      if (made) yield domain({ DomainId: "d-new" });
      made = true;
    },
  };
  const fileSystems = {
    ...fakeFileSystems(),
    async *listFileSystems() {
      if (made) yield fileSystem({ Tags: [tagOf("d-new")] });
      made = true;
    },
  };
  expect(await findOrphans({ studio, fileSystems })).toEqual([]);
});

it.each<[string, boolean, RegExp]>([
  ["by the ids that are there", false, /delete-security-group --group-id sg-in /],
  ["by names where EC2 may not be read", true, /delete-security-group --group-id \$\(/],
])("orphans are removed %s", async (_how, denied, command) => {
  const network = fakeNetwork({ denied, groups: [{ GroupId: "sg-in", GroupName: "security-group-for-inbound-nfs-d-gone" }] });
  const [left] = await leftOfOrphans(
    { fileSystems: fakeFileSystems({ fileSystems: [orphan("fs-2", "20")] }), network: async () => network },
    await findOrphans({ studio: fakeStudio(), fileSystems: fakeFileSystems({ fileSystems: [orphan("fs-2", "20")] }) }),
  );
  expect(left?.LeftBehind.flatMap(({ Remove }) => Remove).join("\n")).toMatch(command);
});
