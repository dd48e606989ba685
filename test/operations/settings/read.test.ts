import { expect, it } from "vitest";
import { levelLabel, unreadReason } from "../../../src/core/settings/level.ts";
import { readEntities, readLevel, readLevels } from "../../../src/operations/settings/read.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const settings = (ExecutionRole: string) => ({ ExecutionRole });
const work = { concurrency: 3, progress: silentProgress };
const region = () =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DefaultUserSettings: settings("users"), DefaultSpaceSettings: settings("spaces") }, { DomainId: "d-2" }],
    profiles: [
      { DomainId: "d-1", UserProfileName: "alice", UserSettings: settings("alice") },
      { DomainId: "d-2", UserProfileName: "ben" },
    ],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", SpaceSettings: { AppType: "JupyterLab" } }],
  });

it("tells the settings of each level of the Region, a domain's two kinds of defaults among them", async () => {
  const { levels, domains, unread } = await readLevels({ studio: region() }, undefined, work);
  expect([domains, unread]).toEqual([
    new Map([
      ["d-1", "d-1"],
      ["d-2", "d-2"],
    ]),
    [],
  ]);
  expect(levels.map((level) => [levelLabel(level), level.settings])).toEqual([
    ["domain d-1", settings("users")],
    ["shared spaces of domain d-1", settings("spaces")],
    ["domain d-2", {}],
    ["user profile d-1/alice", settings("alice")],
    ["user profile d-2/ben", {}],
    ["space d-1/nlp", { AppType: "JupyterLab" }],
  ]);
});

it("keeps to one domain where one is named", async () => {
  const studio = region();
  expect((await readLevels({ studio }, "d-2", work)).levels.map(levelLabel)).toEqual(["domain d-2", "user profile d-2/ben"]);
  expect(studio.subjects("describeDomain")).toEqual(["d-2"]);
});

it("leaves out what is deleted meanwhile, and reports each level that cannot be read, in the order of the levels", async () => {
  const studio = region();
  studio.fail("describeSpace", "nlp", new StudioctlError("not-found", "gone"));
  expect((await readLevels({ studio }, "d-1", work)).levels.map(levelLabel)).toEqual([
    "domain d-1",
    "shared spaces of domain d-1",
    "user profile d-1/alice",
  ]);
  studio.fail("describeUserProfile", "");
  studio.fail("describeDomain", "d-2");
  const { levels, domains, unread } = await readLevels({ studio }, undefined, work);
  expect(levels.map(levelLabel)).toEqual(["domain d-1", "shared spaces of domain d-1"]);
  expect(domains.get("d-2")).toBe("d-2");
  expect(unread.map(unreadReason)).toEqual([
    "domain d-2 was not read: not allowed to describeDomain",
    "user profile d-1/alice was not read: not allowed to describeUserProfile",
    "user profile d-2/ben was not read: not allowed to describeUserProfile",
  ]);
});

it.each(["no-credentials", "interrupted"] as const)("ends with %s where one level ends so: no other could be read", async (code) => {
  const studio = region();
  studio.fail("describeSpace", "nlp", new StudioctlError(code, code));
  await expect(readLevels({ studio }, undefined, work)).rejects.toMatchObject({ code });
});

it("rejects an unknown domain, with the one that was meant", async () => {
  await expect(readLevels({ studio: region() }, "d-3", work)).rejects.toMatchObject({
    code: "not-found",
    message: 'no domain "d-3" in this Region',
  });
});

it("rejects where a list is refused: what is not listed cannot be reported", async () => {
  const studio = region();
  studio.fail("listSpaces", "");
  await expect(readLevels({ studio }, undefined, work)).rejects.toMatchObject({ code: "denied" });
});

it("reads no more than one level where that is all that is wanted, both of a domain", async () => {
  const studio = region();
  expect((await readLevel({ studio }, { DomainId: "d-1" })).levels.map(levelLabel)).toEqual(["domain d-1", "shared spaces of domain d-1"]);
  expect((await readLevel({ studio }, { DomainId: "d-1", owner: { UserProfileName: "alice" } })).levels).toEqual([
    { DomainId: "d-1", owner: { UserProfileName: "alice" }, settings: settings("alice"), Status: "InService" },
  ]);
  expect(studio.calls.map(([method]) => method)).toEqual(["describeDomain", "describeUserProfile"]);
  await expect(readLevel({ studio }, { DomainId: "d-1", owner: { UserProfileName: "alise" } })).rejects.toMatchObject({
    code: "not-found",
    fix: 'did you mean "alice"?',
  });
});

it("keeps what the service describes where the levels alone do not tell enough", async () => {
  const { domains, profiles, spaces } = await readEntities({ studio: region() }, "d-1", work);
  expect([domains.length, profiles[0]?.UserProfileArn, spaces[0]?.SpaceArn]).toEqual([
    1,
    expect.stringContaining("alice"),
    expect.stringContaining("nlp"),
  ]);
});
