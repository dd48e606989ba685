import { expect, it } from "vitest";
import { levelLabel } from "../../../src/core/settings/level.ts";
import { settingsOfLevels } from "../../../src/operations/settings/read.ts";
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
  const levels = await settingsOfLevels({ studio: region() }, undefined, work);
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
  expect((await settingsOfLevels({ studio }, "d-2", work)).map(levelLabel)).toEqual(["domain d-2", "user profile d-2/ben"]);
  expect(studio.subjects("describeDomain")).toEqual(["d-2"]);
});

it("leaves out what is deleted meanwhile, and rejects where a level cannot be read", async () => {
  const studio = region();
  studio.fail("describeSpace", "nlp", new StudioctlError("not-found", "gone"));
  expect((await settingsOfLevels({ studio }, "d-1", work)).map(levelLabel)).toEqual(["domain d-1", "shared spaces of domain d-1", "user profile d-1/alice"]);
  studio.fail("describeUserProfile", "alice");
  await expect(settingsOfLevels({ studio }, "d-1", work)).rejects.toMatchObject({ code: "denied" });
});
