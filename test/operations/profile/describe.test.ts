import { expect, it } from "vitest";
import { describeUserProfile } from "../../../src/operations/profile/describe.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const options = { profiles: [{ DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" }] };

it("a user profile is described as the service returns it", async () => {
  const profile = await describeUserProfile({ studio: fakeStudio(options) }, { DomainId: "d-1", UserProfileName: "alice" });
  expect(profile).toMatchObject({ HomeEfsFileSystemUid: "200005" });
});

it.each([
  ["alcie", 'did you mean "alice"?'],
  ["zoe", "one of: alice"],
])("of %s says who there is", async (UserProfileName, fix) => {
  await expect(describeUserProfile({ studio: fakeStudio(options) }, { DomainId: "d-1", UserProfileName })).rejects.toMatchObject({
    code: "not-found",
    message: `no user profile "${UserProfileName}" in d-1`,
    fix,
  });
});
