import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CustomImage } from "../../../src/core/image/image.ts";
import type { UserSettings } from "../../../src/core/domain/domain.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { detachImage, planDetach } from "../../../src/operations/image/detach.ts";
import { unreadReason } from "../../../src/core/settings/level.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { created } from "../../fakes/entities.ts";
import { fakeImages } from "../../fakes/images.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";
import { wireValue } from "../../fakes/wire-value.ts";

const work = { concurrency: 2, progress: silentProgress };
const waiting = { timeoutMs: 60_000 };
const custom = (ImageName: string): CustomImage => ({ ImageName, AppImageConfigName: `${ImageName}-config` });
const lists = (...names: string[]): UserSettings => ({ KernelGatewayAppSettings: { CustomImages: names.map(custom) } });
const images = () => fakeImages({ images: [{ ImageName: "nlp" }, { ImageName: "vision" }] });

/** nlp in a domain, with its shared spaces, a user and a space; vision beside it. */
const region = () =>
  fakeStudio({
    domains: [
      {
        DomainId: "d-1",
        DefaultUserSettings: { ExecutionRole: "arn:role", ...lists("nlp", "vision") },
        DefaultSpaceSettings: lists("nlp"),
      },
      { DomainId: "d-2", DefaultUserSettings: lists("vision") },
    ],
    profiles: [
      {
        DomainId: "d-1",
        UserProfileName: "alice",
        UserSettings: { ...lists("nlp"), JupyterLabAppSettings: { CustomImages: [custom("nlp")] } },
      },
      { DomainId: "d-2", UserProfileName: "ben" },
    ],
    spaces: [
      { DomainId: "d-1", SpaceName: "lab", SpaceSettings: { JupyterLabAppSettings: { CustomImages: [custom("vision"), custom("nlp")] } } },
    ],
  });

const plan = (studio: FakeStudio, request: Omit<Parameters<typeof planDetach>[1], "ImageName"> = {}) =>
  planDetach({ studio, images: images() }, { ImageName: "nlp", ...request }, work);
const ports = (studio: FakeStudio) => ({ studio, clock: fakeClock(), progress: silentProgress });
const written = (studio: FakeStudio) =>
  (["updateDomain", "updateUserProfile", "updateSpace"] as const)
    .flatMap((method) => studio.subjects(method))
    .map((text): unknown => JSON.parse(text));

describe("what is to be detached", () => {
  it("is what is attached anywhere in the Region, where no level is named", async () => {
    const { attachments, domains } = await plan(region());
    expect(attachments).toHaveLength(5);
    expect(domains).toEqual(
      new Map([
        ["d-1", "d-1"],
        ["d-2", "d-2"],
      ]),
    );
  });

  it.each([
    ["of a domain alone, its own lists", { level: { DomainId: "d-1" } }, 2],
    ["of a user", { level: { DomainId: "d-1", owner: { UserProfileName: "alice" } } }, 2],
    ["of a user and a type of app", { level: { DomainId: "d-1", owner: { UserProfileName: "alice" } }, type: "JupyterLab" }, 1],
    ["of a space", { level: { DomainId: "d-1", owner: { SpaceName: "lab" } } }, 1],
    ["of a type of app", { type: "KernelGateway" }, 3],
    ["of a level where it is not attached", { level: { DomainId: "d-2" } }, 0],
  ] as const)("is %s", async (_, request, count) => {
    expect((await plan(region(), request)).attachments).toHaveLength(count);
  });

  it("names the apps that run with the image from there", async () => {
    const ResourceSpec = { SageMakerImageArn: "arn:aws:sagemaker:us-east-1:123456789012:image/nlp" };
    const app = (AppName: string, UserProfileName: string, Status: "InService" | "Deleted" = "InService") =>
      ({ DomainId: "d-1", UserProfileName, AppType: "KernelGateway", AppName, Status, CreationTime: created, ResourceSpec }) as const;
    const studio = fakeStudio({
      domains: [{ DomainId: "d-1" }],
      profiles: [{ DomainId: "d-1", UserProfileName: "alice", UserSettings: lists("nlp") }],
      apps: [app("one", "alice"), app("old", "alice", "Deleted"), app("two", "ben")],
    });
    expect((await plan(studio)).running.map(({ AppName }) => AppName)).toEqual(["one"]);
  });

  it("is found although the image itself is deleted", async () => {
    const found = await planDetach({ studio: region(), images: fakeImages() }, { ImageName: "nlp" }, work);
    expect([found.attachments.length, found.running]).toEqual([5, []]);
  });

  it("is refused for an image that is neither there nor attached, with the name that was probably meant", async () => {
    await expect(planDetach({ studio: region(), images: images() }, { ImageName: "nlq" }, work)).rejects.toMatchObject({
      code: "not-found",
      message: 'no image "nlq" in this Region',
      fix: 'did you mean "nlp"?',
    });
  });

  it("reports levels that cannot be read, and continues with the others", async () => {
    const studio = region();
    studio.fail("describeUserProfile", "ben");
    const { attachments, unread } = await plan(studio);
    expect(attachments).toHaveLength(5);
    expect(unread.map(unreadReason)).toEqual(["user profile d-2/ben was not read: not allowed to describeUserProfile"]);
  });
});

describe("detaching", () => {
  it("writes each list without the image, domains last, and nothing beside it", async () => {
    const studio = region();
    const outcomes = await detachImage(ports(studio), (await plan(studio)).attachments, waiting);
    expect(outcomes.map(({ Result }) => Result)).toEqual(Array(5).fill("detached"));
    expect(written(studio)).toEqual([
      { DomainId: "d-1", DefaultUserSettings: lists("vision") },
      { DomainId: "d-1", DefaultSpaceSettings: lists() },
      { DomainId: "d-1", UserProfileName: "alice", UserSettings: lists() },
      { DomainId: "d-1", UserProfileName: "alice", UserSettings: { JupyterLabAppSettings: { CustomImages: [] } } },
      { DomainId: "d-1", SpaceName: "lab", SpaceSettings: { JupyterLabAppSettings: { CustomImages: [custom("vision")] } } },
    ]);
    const methods = studio.calls.map(([method]) => method).filter((method) => method.startsWith("update"));
    expect(methods.lastIndexOf("updateSpace")).toBeLessThan(methods.indexOf("updateDomain"));
    expect((await plan(studio)).attachments).toEqual([]);
  });

  it("leaves the others alone where one fails", async () => {
    const studio = region();
    studio.fail("updateSpace", "lab");
    const outcomes = await detachImage(ports(studio), (await plan(studio)).attachments, waiting);
    expect(outcomes.map(({ SpaceName, Result, Reason }) => [SpaceName, Result, Reason])).toEqual([
      [undefined, "detached", ""],
      [undefined, "detached", ""],
      ["lab", "failed", "not allowed to updateSpace"],
      [undefined, "detached", ""],
      [undefined, "detached", ""],
    ]);
  });

  it("counts a level that is gone as detached", async () => {
    const studio = region();
    const { attachments } = await plan(studio, { level: { DomainId: "d-1", owner: { SpaceName: "lab" } } });
    studio.fail("describeSpace", "lab", new StudioctlError("not-found", "no space"));
    expect(await detachImage(ports(studio), attachments, waiting)).toMatchObject([{ Result: "detached", Reason: "it is gone" }]);
    expect(written(studio)).toEqual([]);
  });

  it("takes the image off the list as it then is, where somebody changes it meanwhile", async () => {
    const studio = region();
    const { attachments } = await plan(studio, { level: { DomainId: "d-2" }, type: "KernelGateway" });
    expect(attachments).toEqual([]);
    const own = await plan(studio, { level: { DomainId: "d-1", owner: { UserProfileName: "alice" } }, type: "KernelGateway" });
    studio.setProfile("alice", { UserSettings: lists("extra", "nlp") });
    await detachImage(ports(studio), own.attachments, waiting);
    expect(written(studio)).toEqual([{ DomainId: "d-1", UserProfileName: "alice", UserSettings: lists("extra") }]);
  });

  it("does not wait for the last list of a level where waiting is not wanted", async () => {
    const studio = region();
    const { attachments } = await plan(studio, { level: { DomainId: "d-1", owner: { UserProfileName: "alice" } } });
    const outcomes = await detachImage(ports(studio), attachments, waiting, false);
    expect(outcomes.map(({ AppType, Result, Reason }) => [AppType, Result, Reason])).toEqual([
      ["KernelGateway", "detached", ""],
      ["JupyterLab", "detaching", "it is Updating"],
    ]);
  });

  it("reports a change that does not finish in time, and rejects when interrupted", async () => {
    const studio = region();
    studio.fail("updateSpace", "lab", new StudioctlError("timeout", "gave up waiting"));
    const { attachments } = await plan(studio, { level: { DomainId: "d-1", owner: { SpaceName: "lab" } } });
    expect(await detachImage(ports(studio), attachments, waiting)).toMatchObject([{ Result: "detaching", Reason: "gave up waiting" }]);
    await expect(
      detachImage(ports(studio), attachments, { ...waiting, signal: AbortSignal.abort(new StudioctlError("interrupted", "interrupted")) }),
    ).rejects.toMatchObject({ code: "interrupted" });
  });
});

/** The same settings without nlp in the lists of custom images. */
function without(settings: Readonly<Record<string, { readonly CustomImages?: readonly CustomImage[] } | undefined>>): object {
  const members = Object.entries(settings).map(([member, value]) => {
    const isList = /^(KernelGateway|JupyterLab|CodeEditor)AppSettings$/.test(member) && value?.CustomImages !== undefined;
    return [member, isList ? { ...value, CustomImages: value.CustomImages.filter(({ ImageName }) => ImageName !== "nlp") } : value];
  });
  return Object.fromEntries(members);
}

describe("for any settings", () => {
  const name = fc.constantFrom("nlp", "vision", "tabular", "nlp-2");
  const image = fc.record(
    { ImageName: name, AppImageConfigName: name, ImageVersionNumber: fc.nat({ max: 9 }), Odd: wireValue },
    { requiredKeys: ["ImageName", "AppImageConfigName"] },
  );
  const ofType = fc.record(
    {
      CustomImages: fc.array(image, { maxLength: 4 }),
      DefaultResourceSpec: fc.record({ InstanceType: fc.constant("ml.t3.medium") }),
      LifecycleConfigArns: fc.array(fc.string(), { maxLength: 2 }),
      Unknown: wireValue,
    },
    { requiredKeys: [] },
  );
  const settings = fc.record(
    { KernelGatewayAppSettings: ofType, JupyterLabAppSettings: ofType, CodeEditorAppSettings: ofType, JupyterServerAppSettings: ofType },
    { requiredKeys: [] },
  );
  const levels = fc.record({ users: settings, spaces: settings, profile: settings, space: settings });

  it("detaching takes the image off its lists and touches nothing else, and a second time changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(levels, async ({ users, spaces, profile, space }) => {
        const key = { DomainId: "d-1", UserProfileName: "alice" };
        const studio = fakeStudio({
          domains: [{ DomainId: "d-1", DefaultUserSettings: users, DefaultSpaceSettings: spaces }],
          profiles: [{ ...key, UserSettings: profile }],
          spaces: [{ DomainId: "d-1", SpaceName: "lab", SpaceSettings: space }],
        });
        const outcomes = await detachImage(ports(studio), (await plan(studio)).attachments, waiting);
        const [domain, user, lab] = await Promise.all([
          studio.describeDomain("d-1"),
          studio.describeUserProfile(key),
          studio.describeSpace({ DomainId: "d-1", SpaceName: "lab" }),
        ]);
        expect(outcomes.every(({ Result }) => Result === "detached")).toBe(true);
        expect([domain.DefaultUserSettings ?? {}, domain.DefaultSpaceSettings ?? {}, user.UserSettings, lab.SpaceSettings]).toEqual(
          [users, spaces, profile, space].map(without),
        );
        const calls = studio.calls.length;
        expect((await plan(studio)).attachments).toEqual([]);
        expect(studio.calls.slice(calls).filter(([method]) => method.startsWith("update"))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
