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

it("every level of the Region has its settings, with both kinds of a domain's defaults", async () => {
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

it("one named domain is read alone", async () => {
  const studio = region();
  expect((await readLevels({ studio }, "d-2", work)).levels.map(levelLabel)).toEqual(["domain d-2", "user profile d-2/ben"]);
  expect(studio.subjects("describeDomain")).toEqual(["d-2"]);
});

it("levels deleted meanwhile are left out, and each unreadable one is reported, in the order of the levels", async () => {
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

it.each(["no-credentials", "interrupted"] as const)("one level that ends with %s ends all", async (code) => {
  const studio = region();
  studio.fail("describeSpace", "nlp", new StudioctlError(code, code));
  await expect(readLevels({ studio }, undefined, work)).rejects.toMatchObject({ code });
});

it("an unknown domain is refused with the one that was meant", async () => {
  await expect(readLevels({ studio: region() }, "d-3", work)).rejects.toMatchObject({
    code: "not-found",
    message: 'no domain "d-3" in this Region',
  });
});

it("a refused list rejects: what is not listed cannot be reported", async () => {
  const studio = region();
  studio.fail("listSpaces", "");
  await expect(readLevels({ studio }, undefined, work)).rejects.toMatchObject({ code: "denied" });
});

it("one requested level is read alone, both kinds of a domain", async () => {
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

it("the response of the service is kept where the levels alone are not enough", async () => {
  const { domains, profiles, spaces } = await readEntities({ studio: region() }, "d-1", work);
  expect([domains.length, profiles[0]?.UserProfileArn, spaces[0]?.SpaceArn]).toEqual([
    1,
    expect.stringContaining("alice"),
    expect.stringContaining("nlp"),
  ]);
});
