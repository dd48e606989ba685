import { expect, it } from "vitest";
import { findOrphans } from "../../../src/operations/efs/orphans.ts";
import { domain } from "../../fakes/entities.ts";
import { fakeFileSystems, fileSystem, tagOf } from "../../fakes/file-systems.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const orphan = (FileSystemId: string, day: string) => fileSystem({ FileSystemId, Tags: [tagOf("d-gone")], CreationTime: new Date(`2026-01-${day}T00:00:00Z`) });

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
