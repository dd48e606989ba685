import { describe, expect, it } from "vitest";
import type { App, Tag } from "../../../src/core/app/app.ts";
import type { UserProfile } from "../../../src/core/domain/domain.ts";
import type { ProfileRequest } from "../../../src/core/profile/change.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type ProfileUpdatePlan, applyProfileUpdate, planProfileUpdate } from "../../../src/operations/profile/update.ts";
import type { Waiting } from "../../../src/operations/waiters.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { arnPrefix } from "../../fakes/entities.ts";
import { fakeNetwork } from "../../fakes/network.ts";
import { fakeRoles, role, roleArn as arn } from "../../fakes/roles.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const key = { DomainId: "d-1", UserProfileName: "alice" };
const settings = {
  ExecutionRole: arn("Old"),
  SecurityGroups: ["sg-1"],
  KernelGatewayAppSettings: {
    DefaultResourceSpec: { InstanceType: "ml.t3.medium", LifecycleConfigArn: "lcc" },
    CustomImages: [{ ImageName: "a", AppImageConfigName: "a" }],
  },
};
const app = (AppName: string, Status: App["Status"]): App => ({
  ...key,
  AppType: "KernelGateway",
  AppName,
  Status,
  CreationTime: new Date("2026-03-01T00:00:00Z"),
});
const studioWith = ({
  apps = [],
  tags = [],
  ...more
}: { readonly apps?: readonly App[]; readonly tags?: readonly Tag[] } & Partial<UserProfile> = {}) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", VpcId: "vpc-1" }],
    profiles: [{ ...key, UserSettings: settings, ...more }],
    apps,
    tags: { [`${arnPrefix}:user-profile/d-1/alice`]: tags },
  });

const roles = async () => fakeRoles({ roles: [role("New")] });
const network = async () => fakeNetwork();
const plan = (studio: FakeStudio, request: Partial<ProfileRequest>) =>
  planProfileUpdate({ studio, roles, network }, key, { tags: [], ...request });
const apply = (studio: FakeStudio, planned: ProfileUpdatePlan, waiting?: Waiting) =>
  applyProfileUpdate({ studio, clock: fakeClock(), progress: silentProgress }, planned, waiting);
const update = async (studio: FakeStudio, request: Partial<ProfileRequest>) =>
  await apply(studio, await plan(studio, request), { timeoutMs: 60_000 });
const written = (studio: FakeStudio) => studio.subjects("updateUserProfile").map((subject) => JSON.parse(subject).UserSettings);

describe("changing a user profile", () => {
  it("writes the whole of each structure that is asked for, and nothing else", async () => {
    const studio = studioWith();
    const { differences, profile } = await update(studio, { defaultInstanceType: "ml.m5.large" });
    const spec = { DefaultResourceSpec: { InstanceType: "ml.m5.large" } };
    expect(written(studio)).toEqual([
      {
        KernelGatewayAppSettings: {
          ...settings.KernelGatewayAppSettings,
          DefaultResourceSpec: { InstanceType: "ml.m5.large", LifecycleConfigArn: "lcc" },
        },
        JupyterLabAppSettings: spec,
        CodeEditorAppSettings: spec,
      },
    ]);
    expect(differences[0]).toEqual({
      Setting: "UserSettings.KernelGatewayAppSettings.DefaultResourceSpec.InstanceType",
      Before: "ml.t3.medium",
      After: "ml.m5.large",
    });
    expect(profile.Status).toBe("InService");
  });

  it("finds nothing to change where all is so already", async () => {
    const studio = studioWith({ tags: [{ Key: "team", Value: "nlp" }], apps: [app("x", "InService")] });
    const { differences } = await plan(studio, { executionRole: arn("Old"), tags: [{ Key: "team", Value: "nlp" }] });
    expect(differences).toEqual([]);
  });

  it("adds and changes tags without touching the settings, and keeps the others", async () => {
    const studio = studioWith({
      tags: [
        { Key: "team", Value: "nlp" },
        { Key: "keep", Value: "" },
      ],
    });
    const { differences } = await update(studio, {
      tags: [
        { Key: "team", Value: "vision" },
        { Key: "new", Value: "" },
      ],
    });
    expect(differences).toEqual([
      { Setting: "Tags.team", Before: "nlp", After: "vision" },
      { Setting: "Tags.new", After: "" },
    ]);
    expect([studio.count("addTags"), studio.count("updateUserProfile")]).toEqual([1, 0]);
  });

  it("refuses more than 50 tags in all, before anything is written", async () => {
    const studio = studioWith({ tags: Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: "" })) });
    await expect(
      plan(studio, {
        tags: [
          { Key: "k1", Value: "x" },
          { Key: "one", Value: "" },
        ],
      }),
    ).rejects.toMatchObject({ code: "limit-exceeded", message: 'user profile "alice" cannot have 51 tags' });
  });

  it("refuses another role while apps run, and names them", async () => {
    const studio = studioWith({ apps: [app("a", "InService"), app("b", "Pending"), app("c", "Failed")] });
    await expect(plan(studio, { executionRole: arn("New") })).rejects.toMatchObject({
      code: "in-use",
      why: "d-1/alice/KernelGateway/a, d-1/alice/KernelGateway/b",
      fix: "stop them first: studioctl app stop --user alice --domain d-1",
    });
    await expect(plan(studio, { defaultInstanceType: "ml.m5.large" })).resolves.toMatchObject({ needsStop: false });
  });

  it("changes the role where only Failed apps are left", async () => {
    const studio = studioWith({ apps: [app("c", "Failed")] });
    await update(studio, { executionRole: arn("New") });
    expect(written(studio)).toEqual([{ ExecutionRole: arn("New") }]);
  });

  it("writes security groups of the domain's VPC, and refuses others", async () => {
    const studio = studioWith();
    const { differences } = await update(studio, { securityGroups: ["sg-1"] });
    expect([differences, written(studio)]).toEqual([[], []]);
    const other = studioWith({ UserSettings: { SecurityGroups: ["sg-0"] } });
    await update(other, { securityGroups: ["sg-1"] });
    expect(written(other)).toEqual([{ SecurityGroups: ["sg-1"] }]);
    await expect(plan(studio, { securityGroups: ["sg-9"] })).rejects.toMatchObject({ code: "invalid", message: "sg-9 is not in vpc-1" });
  });

  it("refuses a role that does not exist", async () => {
    await expect(plan(studioWith(), { executionRole: arn("Gone") })).rejects.toMatchObject({ code: "not-found" });
  });

  it("looks again after the confirmation: an app that started meanwhile is in the way", async () => {
    const studio = studioWith();
    const planned = await plan(studio, { executionRole: arn("New") });
    studio.set(app("late", "InService"), {});
    await expect(apply(studio, planned, { timeoutMs: 60_000 })).rejects.toMatchObject({ code: "in-use" });
    expect(written(studio)).toEqual([]);
  });

  it("waits until another change is through, and writes over what that left", async () => {
    const studio = studioWith({ Status: "Updating" });
    await update(studio, { defaultInstanceType: "ml.m5.large" });
    expect(written(studio)).toHaveLength(1);
  });

  it("changes one whose last update failed, and reports one that fails", async () => {
    const studio = studioWith({ Status: "Update_Failed" });
    studio.when("updateUserProfile", "alice", () =>
      studio.when("describeUserProfile", "alice", () =>
        studio.setProfile("alice", { Status: "Update_Failed", FailureReason: "no such role" }),
      ),
    );
    await expect(update(studio, { executionRole: arn("New") })).rejects.toMatchObject({
      code: "failed",
      message: "user profile d-1/alice is Update_Failed",
      why: "no such role",
      fix: expect.not.stringContaining("delete"),
    });
  });

  it("is done again where the service answers that another change began in between", async () => {
    const studio = studioWith();
    studio.when("updateUserProfile", "alice", () => {
      if (studio.count("updateUserProfile") === 1) throw new StudioctlError("not-ready", "it is in Updating status");
    });
    await update(studio, { defaultInstanceType: "ml.m5.large" });
    expect(studio.count("updateUserProfile")).toBe(2);
  });

  it("writes tags last: not where the settings are refused, and says what is written where the tags are", async () => {
    const refused = studioWith();
    refused.fail("updateUserProfile", "alice", new StudioctlError("invalid", "the service does not accept the request"));
    await expect(update(refused, { defaultInstanceType: "ml.m5.large", tags: [{ Key: "team", Value: "vision" }] })).rejects.toMatchObject({
      code: "invalid",
    });
    expect(refused.count("addTags")).toBe(0);
    const untagged = studioWith();
    untagged.fail("addTags", "");
    await expect(update(untagged, { executionRole: arn("New"), tags: [{ Key: "team", Value: "vision" }] })).rejects.toMatchObject({
      code: "denied",
      why: "done before that: user profile d-1/alice has its new UserSettings.ExecutionRole",
    });
  });

  it("returns at once where no waiting is wanted", async () => {
    const studio = studioWith();
    const { profile } = await apply(studio, await plan(studio, { defaultInstanceType: "ml.m5.large" }));
    expect(profile.Status).toBe("Updating");
  });

  it("rejects an unknown user with the existing ones", async () => {
    await expect(
      planProfileUpdate({ studio: studioWith(), roles, network }, { ...key, UserProfileName: "alcie" }, { tags: [] }),
    ).rejects.toMatchObject({ code: "not-found", fix: 'did you mean "alice"?' });
  });

  it("leaves a role that cannot be read to the service, and says so", async () => {
    const { unknown } = await planProfileUpdate({ studio: studioWith(), roles: async () => fakeRoles({ denied: true }), network }, key, {
      tags: [],
      executionRole: arn("New"),
    });
    expect(unknown).toEqual([`whether SageMaker may assume ${arn("New")}`]);
  });
});
