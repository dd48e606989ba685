import { describe, expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { parseTarget } from "../../../src/core/remote/target.ts";
import { type Via, candidatesOf } from "../../../src/core/remote/ways.ts";
import { type EntryRequest, type Openers, enter } from "../../../src/operations/remote/enter.ts";
import { domainsWith, findTarget } from "../../../src/operations/remote/find-target.ts";
import { created } from "../../fakes/entities.ts";
import { type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const DomainId = "d-1";
const labApp = (SpaceName: string, more: Partial<App> = {}): App => ({
  DomainId,
  SpaceName,
  AppType: "JupyterLab",
  AppName: "default",
  Status: "InService",
  CreationTime: created,
  ResourceSpec: { InstanceType: "ml.m5.large" },
  ...more,
});
const userApp = (AppType: "JupyterServer" | "KernelGateway", AppName: string, UserProfileName = "alice"): App => ({
  DomainId,
  UserProfileName,
  AppType,
  AppName,
  Status: "InService",
  CreationTime: created,
  ResourceSpec: { InstanceType: AppType === "JupyterServer" ? "system" : "ml.t3.medium" },
});
const nlp = {
  DomainId,
  SpaceName: "nlp",
  SpaceSettings: { AppType: "JupyterLab" as const, RemoteAccess: "ENABLED" },
  OwnershipSettings: { OwnerUserProfileName: "alice" },
};

const world: FakeStudioOptions = {
  domains: [{ DomainId }],
  profiles: [
    { DomainId, UserProfileName: "alice" },
    { DomainId, UserProfileName: "ben" },
  ],
  spaces: [nlp],
  apps: [labApp("nlp"), userApp("JupyterServer", "default"), userApp("KernelGateway", "churn")],
};

const find = async (text: string, more: FakeStudioOptions = {}) =>
  await findTarget({ studio: fakeStudio({ ...world, ...more }) }, parseTarget(text), DomainId);

describe("a TARGET", () => {
  it.each([
    ["nlp", { SpaceName: "nlp", AppType: "JupyterLab" }],
    ["NLP", { SpaceName: "nlp", AppType: "JupyterLab" }],
    ["space:nlp", { SpaceName: "nlp", AppType: "JupyterLab" }],
    ["space:nlp/default", { SpaceName: "nlp", AppType: "JupyterLab" }],
    ["d-1/space:nlp/JupyterLab/default", { SpaceName: "nlp", AppType: "JupyterLab" }],
    ["alice", { UserProfileName: "alice", AppType: "JupyterServer" }],
    ["Alice", { UserProfileName: "alice", AppType: "JupyterServer" }],
    ["alice/default", { UserProfileName: "alice", AppType: "JupyterServer" }],
    ["churn", { UserProfileName: "alice", AppType: "KernelGateway" }],
    ["alice/churn", { UserProfileName: "alice", AppType: "KernelGateway" }],
  ])("may be %s", async (text, app) => {
    const target = await find(text);
    expect(target.app).toMatchObject({ DomainId, ...app });
    expect(target.listed).toMatchObject(app);
  });

  it("may be a space or a user whose app is stopped", async () => {
    for (const text of ["nlp", "space:nlp", "space:nlp/default", "space:nlp/JupyterLab/default"])
      expect(await find(text, { apps: [] })).toMatchObject({ app: { SpaceName: "nlp", AppType: "JupyterLab" }, listed: undefined });
    for (const text of ["ben", "ben/JupyterServer/default"])
      expect(await find(text)).toMatchObject({ app: { UserProfileName: "ben", AppType: "JupyterServer" }, listed: undefined });
  });

  it("is a usage error with the candidates where it could mean several apps", async () => {
    const spaces = [nlp, { ...nlp, SpaceName: "alice" }];
    await expect(find("alice", { spaces })).rejects.toMatchObject({
      code: "usage",
      why: "space:alice, d-1/alice/JupyterServer/default",
      fix: "name one of them: space:alice",
    });
    await expect(find("default")).rejects.toMatchObject({
      code: "usage",
      why: "d-1/space:nlp/JupyterLab/default, d-1/alice/JupyterServer/default",
    });
  });

  it("is the space of that name for a way that leads only into spaces, whatever apps have the name too", async () => {
    const spaces = [nlp, { ...nlp, SpaceName: "churn" }];
    const studio = fakeStudio({ ...world, spaces });
    expect(await findTarget({ studio }, parseTarget("churn"), DomainId, { preferSpace: true })).toMatchObject({
      app: { SpaceName: "churn" },
    });
    await expect(findTarget({ studio }, parseTarget("churn"), DomainId)).rejects.toMatchObject({ code: "usage" });
    expect(await findTarget({ studio }, parseTarget("alice"), DomainId, { preferSpace: true })).toMatchObject({
      app: { UserProfileName: "alice" },
    });
  });

  it("is the space where the user of the same name has no JupyterServer app", async () => {
    const spaces = [nlp, { ...nlp, SpaceName: "ben" }];
    expect(await find("ben", { spaces })).toMatchObject({ app: { SpaceName: "ben" } });
  });

  it.each([
    ["nlq", 'did you mean "nlp"?'],
    ["alise", 'did you mean "alice"?'],
    ["chun", 'did you mean "churn"?'],
    ["space:nlq", 'did you mean "nlp"?'],
    ["nothing-like-it", /one of: |studioctl space list/],
  ])("that is unknown, as %s, gets the name that was probably meant", async (text, fix) => {
    await expect(find(text)).rejects.toMatchObject({ code: "not-found", fix: expect.stringMatching(fix) });
  });

  it("does not need the list of user profiles where its name is another one's", async () => {
    const studio = fakeStudio(world);
    studio.fail("listUserProfiles", "", new StudioctlError("denied", "not allowed to list user profiles"));
    expect(await findTarget({ studio }, parseTarget("nlp"), DomainId)).toMatchObject({ app: { SpaceName: "nlp" } });
  });

  it.each(["", "/", "space:", "a b", "space:a/b/c/d/e", "../x"])("is refused before any call where it is malformed: %j", (text) => {
    expect(() => parseTarget(text)).toThrow(expect.objectContaining({ code: "usage" }));
  });
});

const denied = (action: string) => async (): Promise<string> => {
  throw new StudioctlError("denied", "not allowed", { why: `no ${action}`, fix: `allow ${action}` });
};
const startNothing = async () => expect.unreachable();

describe("a way in", () => {
  const openers: Openers<string> = {
    jupyter: async ({ signInAs }) => `jupyter as ${signInAs[0]}`,
    ssh: async ({ SpaceArn }) => `ssh ${SpaceArn}`,
  };
  const go = async (text: string, more: FakeStudioOptions = {}, request: { via?: Via } & Partial<EntryRequest> = {}, own = openers) =>
    await enter(
      { studio: fakeStudio({ ...world, ...more }) },
      { target: parseTarget(text), DomainId, candidates: candidatesOf(request.via ?? "auto", ["jupyter", "ssh"]), ...request },
      own,
    );
  const sso = { domains: [{ DomainId, AuthMode: "SSO" as const }] };
  const off = { spaces: [{ ...nlp, SpaceSettings: { AppType: "JupyterLab" as const } }] };

  it("jupyter is preferred if both ways are open", async () => {
    expect(await go("nlp")).toBe("jupyter as alice");
    expect(await go("alice")).toBe("jupyter as alice");
  });

  it("is ssh where jupyter is closed, or where --via says so", async () => {
    expect(await go("nlp", sso)).toMatch(/^ssh arn:/);
    expect(await go("nlp", {}, { via: "ssh" })).toMatch(/^ssh arn:/);
  });

  it("is the other one where the preferred one is refused for want of a permission", async () => {
    expect(await go("nlp", {}, {}, { ...openers, jupyter: denied("sagemaker:CreatePresignedDomainUrl") })).toMatch(/^ssh arn:/);
  });

  it("is none where each fails, and the error names for each why, permissions included", async () => {
    await expect(go("nlp", off, {}, { ...openers, jupyter: denied("sagemaker:CreatePresignedDomainUrl") })).rejects.toMatchObject({
      code: "not-ready",
      why: "jupyter: no sagemaker:CreatePresignedDomainUrl; ssh: remote access of space nlp is off",
      fix: "jupyter: allow sagemaker:CreatePresignedDomainUrl; ssh: studioctl space update nlp --remote-access on -d d-1",
    });
    const both = { jupyter: denied("sagemaker:CreatePresignedDomainUrl"), ssh: denied("sagemaker:StartSession") };
    await expect(go("nlp", {}, {}, both)).rejects.toMatchObject({
      code: "denied",
      why: expect.stringContaining("ssh: no sagemaker:StartSession"),
    });
    await expect(go("nlp", { ...sso, ...off })).rejects.toMatchObject({
      code: "not-ready",
      fix: expect.stringContaining("--remote-access on"),
    });
  });

  it("is not tried where an app is stopped, and nothing is started unless that is asked for", async () => {
    await expect(go("nlp", { apps: [labApp("nlp", { Status: "Deleted" })] })).rejects.toMatchObject({
      code: "not-ready",
      why: "jupyter: its app is stopped; ssh: its app is stopped",
      fix: expect.stringContaining("studioctl space start nlp -d d-1"),
    });
  });

  it("is opened by a start where only that is missing, with the target as it was found", async () => {
    const started: unknown[] = [];
    const start = async (target: unknown) => void started.push(target);
    expect(await go("nlp", { apps: [] }, { start })).toBe("jupyter as alice");
    expect(started).toMatchObject([{ app: { SpaceName: "nlp" }, listed: undefined }]);
    await expect(go("nlp", { ...sso, ...off, apps: [] }, { start })).rejects.toMatchObject({ code: "not-ready" });
    expect(started).toHaveLength(1);
  });

  it("a running app is not started again", async () => {
    expect(await go("nlp", {}, { start: startNothing })).toBe("jupyter as alice");
  });

  it("judges memory by the instance type that the app of a stopped space would have", async () => {
    await expect(go("nlp", { ...sso, apps: [] })).rejects.toMatchObject({
      why: expect.stringContaining("ml.t3.medium has 4 GB of memory"),
    });
    const profiles = [
      {
        DomainId,
        UserProfileName: "alice",
        UserSettings: { JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.large" } } },
      },
    ];
    await expect(go("nlp", { ...sso, profiles, apps: [] })).rejects.toMatchObject({ why: expect.not.stringContaining("memory") });
  });

  it("is left to the service where the domain cannot be read", async () => {
    const studio = fakeStudio(world);
    studio.fail("describeDomain", "", new StudioctlError("denied", "not allowed to describe the domain"));
    expect(await enter({ studio }, { target: parseTarget("nlp"), DomainId, candidates: ["jupyter", "ssh"] }, openers)).toBe(
      "jupyter as alice",
    );
  });

  it("signs in as a user of the domain where a space has no owner", async () => {
    const { OwnershipSettings: _owner, ...ownerless } = nlp;
    expect(await go("nlp", { spaces: [ownerless] })).toBe("jupyter as alice");
    await expect(go("nlp", { spaces: [ownerless], profiles: [] }, { via: "jupyter" })).rejects.toMatchObject({
      why: "no user can sign in to it: it has no owner",
    });
  });
});

describe("a TARGET without a domain", () => {
  const other = "d-2";
  const studio = (): FakeStudioOptions => ({
    domains: [{ DomainId }, { DomainId: other }],
    spaces: [
      nlp,
      { ...nlp, DomainId: other, SpaceName: "bi" },
      { ...nlp, DomainId: other, SpaceName: "shared" },
      { ...nlp, SpaceName: "shared" },
    ],
    profiles: [{ DomainId: other, UserProfileName: "Keiko" }],
    apps: [
      { ...userApp("KernelGateway", "risk", "Keiko"), DomainId: other },
      { ...userApp("KernelGateway", "gone", "Keiko"), DomainId: other, Status: "Deleted" },
    ],
  });

  it.each([
    ["nlp", [DomainId]],
    ["space:bi", [other]],
    ["BI", [other]],
    ["keiko", [other]],
    ["Keiko/risk", [other]],
    ["risk", [other]],
    ["space:bi/default", [other]],
    ["shared", [DomainId, other]],
    ["gone", []],
    ["nowhere", []],
    ["space:keiko", []],
  ])("%s is looked for in all domains", async (text, domains) => {
    const found = await domainsWith({ studio: fakeStudio(studio()) }, parseTarget(text));
    expect([...found].toSorted()).toEqual(domains);
  });

  it("is looked for among spaces first for a way that leads only into spaces", async () => {
    const spaces = [nlp, { ...nlp, SpaceName: "risk" }];
    const found = (text: string) => domainsWith({ studio: fakeStudio({ ...studio(), spaces }) }, parseTarget(text), { preferSpace: true });
    expect([...(await found("risk"))]).toEqual([DomainId]);
    expect([...(await found("keiko"))]).toEqual([other]);
  });

  it("is not found in lists that the credentials may not read", async () => {
    const denied = Object.assign(fakeStudio(studio()), {
      // oxlint-disable-next-line require-yield -- it rejects before it has anything to give
      async *listUserProfiles() {
        throw new StudioctlError("denied", "not allowed to list user profiles");
      },
    });
    expect([...(await domainsWith({ studio: denied }, parseTarget("nlp")))]).toEqual([DomainId]);
    expect([...(await domainsWith({ studio: denied }, parseTarget("keiko")))]).toEqual([]);
  });
});
