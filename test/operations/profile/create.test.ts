import { describe, expect, it } from "vitest";
import type { UserProfile } from "../../../src/core/domain/domain.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type CreateUsersRequest, createUserProfiles } from "../../../src/operations/profile/create.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const role = "arn:aws:iam::123456789012:role/Studio";
const studioWith = (profiles: readonly (Pick<UserProfile, "UserProfileName"> & Partial<UserProfile>)[] = [], Status = "InService") =>
  fakeStudio({ domains: [{ DomainId: "d-1", Status }], profiles: profiles.map((each) => ({ DomainId: "d-1", ...each })) });
const users = (...names: string[]) => names.map((UserProfileName) => ({ UserProfileName }));

async function create(studio: FakeStudio, request: Partial<CreateUsersRequest> & Pick<CreateUsersRequest, "users">) {
  const clock = fakeClock();
  const whole = {
    DomainId: "d-1",
    ifNotExists: false,
    dryRun: false,
    waiting: { timeoutMs: 60_000 },
    signal: new AbortController().signal,
    ...request,
  };
  const outcomes = await createUserProfiles({ studio, clock, progress: silentProgress }, whole);
  return { outcomes, told: outcomes.map(({ user, result, reason }) => `${user.UserProfileName} ${result}: ${reason}`), clock };
}

describe("creating user profiles", () => {
  it("asks for each with its own role and tags, and waits until all are InService by listing, not by describing each", async () => {
    const studio = studioWith();
    const Tags = [{ Key: "team", Value: "nlp" }];
    const { told } = await create(studio, { users: [{ UserProfileName: "alice", ExecutionRole: role, Tags, line: 2 }, ...users("ben")] });
    expect(told).toEqual(["alice created: it is InService", "ben created: it is InService"]);
    expect(studio.subjects("createUserProfile").map((subject) => JSON.parse(subject))).toEqual([
      { DomainId: "d-1", UserProfileName: "alice", UserSettings: { ExecutionRole: role }, Tags },
      { DomainId: "d-1", UserProfileName: "ben" },
    ]);
    expect([studio.count("describeUserProfile"), studio.count("listUserProfiles")]).toEqual([0, 3]);
  });

  it("returns at once where no waiting is wanted", async () => {
    const studio = studioWith();
    expect((await create(studio, { users: users("alice"), waiting: undefined })).told).toEqual(["alice creating: accepted"]);
    expect(studio.count("listUserProfiles")).toBe(1);
  });

  it("creates nothing in a dry run", async () => {
    const studio = studioWith([{ UserProfileName: "ben" }]);
    expect((await create(studio, { users: users("alice", "ben"), dryRun: true, ifNotExists: true })).told).toEqual([
      "alice planned: would be created",
      "ben exists: it is InService",
    ]);
    expect(studio.count("createUserProfile")).toBe(0);
  });

  it.each(["Pending", "Failed", "Updating"])("refuses a domain that is %s", async (Status) => {
    const studio = studioWith([], Status);
    await expect(create(studio, { users: users("alice") })).rejects.toMatchObject({
      code: "not-ready",
      message: `domain d-1 is ${Status}: no user profile can be created`,
    });
    expect(studio.count("createUserProfile")).toBe(0);
  });

  it("refuses a domain of IAM Identity Center, unless there is nothing to create", async () => {
    const studio = studioWith([{ UserProfileName: "alice" }]);
    studio.setDomain("d-1", { AuthMode: "SSO" });
    await expect(create(studio, { users: users("alice", "ben"), ifNotExists: true })).rejects.toMatchObject({
      code: "invalid",
      message: "domain d-1 uses IAM Identity Center for its users",
    });
    expect((await create(studio, { users: users("alice"), ifNotExists: true })).told).toEqual(["alice exists: it is InService"]);
    expect(studio.count("createUserProfile")).toBe(0);
  });

  it("fails a user that exists, in any case of the name, and creates the others", async () => {
    const studio = studioWith([{ UserProfileName: "alice" }]);
    const { told, outcomes } = await create(studio, { users: users("ALICE", "ben") });
    expect(told).toEqual([expect.stringMatching(/^ALICE failed: it exists already, and is InService/), "ben created: it is InService"]);
    expect(outcomes[0]?.error).toMatchObject({ code: "in-use", fix: "--if-not-exists leaves it as it is" });
    expect(studio.count("createUserProfile")).toBe(1);
  });

  it("leaves users that exist as they are with ifNotExists, waits for those under way, and says which cannot be used", async () => {
    const present = ["InService", "Update_Failed", "Pending", "Failed", "Delete_Failed", "Deleting"].map((Status) => ({
      UserProfileName: Status.replace("_", "-"),
      Status,
    }));
    const studio = studioWith(present);
    const { told } = await create(studio, { users: users(...present.map(({ UserProfileName }) => UserProfileName)), ifNotExists: true });
    expect(told).toEqual([
      "InService exists: it is InService",
      "Update-Failed exists: it is Update_Failed",
      "Pending exists: it is InService",
      expect.stringMatching(/^Failed failed: .* is Failed: delete it first: studioctl profile delete Failed$/),
      expect.stringMatching(/^Delete-Failed failed: .* delete it first/),
      expect.stringMatching(/^Deleting failed: .* is Deleting: run the command again when it is gone$/),
    ]);
    expect(studio.count("createUserProfile")).toBe(0);
  });

  it("takes a name that was taken meanwhile for one that exists, only with ifNotExists", async () => {
    for (const ifNotExists of [true, false]) {
      const studio = studioWith();
      studio.fail("createUserProfile", "alice", new StudioctlError("in-use", "it exists already"));
      const { outcomes } = await create(studio, { users: users("alice"), ifNotExists });
      expect(outcomes).toMatchObject([{ result: ifNotExists ? "exists" : "failed" }]);
    }
  });

  it("creation continues after one refused user", async () => {
    const studio = studioWith();
    studio.fail("createUserProfile", '"ben"', new StudioctlError("invalid", "the role is not good"));
    expect((await create(studio, { users: users("alice", "ben", "carla") })).told).toEqual([
      "alice created: it is InService",
      "ben failed: the role is not good",
      "carla created: it is InService",
    ]);
  });

  it.each(["no-credentials", "denied", "limit-exceeded"] as const)("begins nothing more after %s", async (code) => {
    const studio = studioWith();
    studio.fail("createUserProfile", "u", new StudioctlError(code, "no more"));
    const { outcomes } = await create(studio, { users: users(...Array.from({ length: 50 }, (_, i) => `u${i}`)) });
    expect(studio.count("createUserProfile")).toBeLessThanOrEqual(10);
    expect(outcomes.map(({ result }) => result)).toEqual(Array.from({ length: 50 }, () => "failed"));
    expect(outcomes.at(-1)).toMatchObject({ reason: "not begun: no more", error: { code } });
  });
});

describe("waiting for user profiles", () => {
  it.each([
    ["in a list, which does not contain the reason, after a description of that one", ["alice", "ben", "carla"], 1],
    ["in a description, which contains it", ["ben"], 1],
  ])("says why one failed that was seen %s", async (_, names, described) => {
    const studio = studioWith();
    const fail = () => studio.setProfile("ben", { Status: "Failed", FailureReason: "no room in the file system" });
    studio.when("listUserProfiles", "d-1", fail);
    studio.when("describeUserProfile", "d-1/ben", fail);
    const { told } = await create(studio, { users: users(...names) });
    expect(told).toContain("ben failed: it is Failed: no room in the file system");
    expect(studio.subjects("describeUserProfile").filter((subject) => subject === "d-1/ben")).toHaveLength(described);
  });

  it("lists where these credentials may not describe one", async () => {
    const studio = studioWith();
    studio.fail("describeUserProfile", "");
    expect((await create(studio, { users: users("alice") })).told).toEqual(["alice created: it is InService"]);
  });

  it("a user deleted in between is reported", async () => {
    const studio = studioWith();
    let rounds = 0;
    studio.when("describeUserProfile", "d-1", () => studio.setProfile("alice", { Status: (rounds += 1) < 3 ? "Pending" : "gone" }));
    expect((await create(studio, { users: users("alice") })).told).toEqual(["alice failed: it was deleted in the meantime"]);
  });

  it("survives reads that fail for a moment, and gives up in time", async () => {
    const studio = studioWith();
    let rounds = 0;
    studio.when("describeUserProfile", "d-1", () => {
      studio.setProfile("alice", { Status: "Pending" });
      if ((rounds += 1) === 2) throw new StudioctlError("throttled", "Rate exceeded");
    });
    const { outcomes, clock } = await create(studio, { users: users("alice") });
    expect(outcomes).toMatchObject([
      { result: "failed", timedOut: true, error: { code: "timeout" }, reason: expect.stringContaining("gave up waiting") },
    ]);
    expect(clock.sleeps.reduce((sum, each) => sum + each, 0)).toBeCloseTo(60_000, -1);
  });

  it("does not survive credentials that are lost, and says what was accepted", async () => {
    const studio = studioWith();
    let rounds = 0;
    studio.when("describeUserProfile", "d-1", () => {
      if ((rounds += 1) === 2) throw new StudioctlError("no-credentials", "the token expired");
    });
    expect((await create(studio, { users: users("alice") })).told).toEqual([
      "alice failed: its creation was accepted, but its result is unknown: the token expired",
    ]);
  });
});

describe("an interruption", () => {
  const interrupted = new StudioctlError("interrupted", "interrupted");

  it("starts no more, and reports what was done, what may have been and what was not", async () => {
    const studio = studioWith();
    const interrupt = new AbortController();
    studio.when("createUserProfile", '"u9"', () => {
      interrupt.abort(interrupted);
      throw interrupted;
    });
    const { told } = await create(studio, { users: users(...Array.from({ length: 12 }, (_, i) => `u${i}`)), signal: interrupt.signal });
    expect(told.slice(0, 9)).toEqual(Array.from({ length: 9 }, (_, i) => `u${i} creating: accepted`));
    expect(told.slice(9)).toEqual([
      "u9 interrupted: asked for, but the answer was not awaited: it may have been created",
      "u10 interrupted: not begun",
      "u11 interrupted: not begun",
    ]);
  });

  it("while waiting reports which are InService already", async () => {
    const studio = studioWith();
    const interrupt = new AbortController();
    let rounds = 0;
    const keepPending = () => {
      studio.setProfile("ben", { Status: "Pending" });
      if ((rounds += 1) === 4) interrupt.abort(interrupted);
    };
    studio.when("listUserProfiles", "d-1", keepPending);
    studio.when("describeUserProfile", "d-1/ben", keepPending);
    const { told } = await create(studio, { users: users("alice", "ben"), signal: interrupt.signal });
    expect(told).toEqual(["alice created: it is InService", "ben creating: accepted"]);
  });
});
