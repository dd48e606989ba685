import { describe, expect, it } from "vitest";
import type { Domain, Space } from "../../src/core/domain/domain.ts";
import { theUser, wayOfSpace, wayOfUser } from "../../src/operations/open.ts";
import { type FakeStudio, fakeStudio } from "../fakes/studio.ts";

const at = { DomainId: "d-1" };
const Url = "https://d-1.studio.us-east-1.sagemaker.aws";
const lab: Space["SpaceSettings"] = { AppType: "JupyterLab" };

const studioWith = (domain: Partial<Domain> = {}, space: Partial<Space> = {}, users = ["alice", "ben"]) =>
  fakeStudio({
    domains: [{ ...at, Url, ...domain }],
    profiles: users.map((UserProfileName) => ({ ...at, UserProfileName })),
    spaces: [{ ...at, SpaceName: "nlp", SpaceSettings: lab, OwnershipSettings: { OwnerUserProfileName: "ben" }, ...space }],
  });

const asked = (studio: FakeStudio): unknown[] => studio.subjects("createPresignedDomainUrl").map((subject) => JSON.parse(subject));
const nobody = async (): Promise<never> => Promise.reject(new Error("nobody was to be asked"));

describe("a user", () => {
  it("is signed in with what was asked, and with nothing else", async () => {
    const studio = studioWith();
    const plain = await wayOfUser({ studio }, at, async () => "alice");
    expect([plain.signsIn, String(plain.url)]).toEqual(["alice", "[secret]"]);
    await wayOfUser({ studio }, { ...at, landing: "codeeditor", expiresSeconds: 60, sessionSeconds: 3600 }, async () => "ben");
    expect(asked(studio)).toEqual([
      { ...at, UserProfileName: "alice" },
      { ...at, UserProfileName: "ben", LandingUri: "app:CodeEditor:", ExpiresInSeconds: 60, SessionExpirationDurationInSeconds: 3600 },
    ]);
  });

  it("who is not there is not found, with the name that was meant", async () => {
    const studio = studioWith();
    await expect(wayOfUser({ studio }, at, async () => "alise")).rejects.toMatchObject({ code: "not-found", fix: 'did you mean "alice"?' });
    expect(asked(studio)).toEqual([]);
  });

  it("of IAM Identity Center is sent to the domain's own address, and nobody is asked who it is", async () => {
    const studio = studioWith({ AuthMode: "SSO" });
    const { url, signsIn } = await wayOfUser({ studio }, at, nobody);
    expect([url.reveal(), signsIn, asked(studio)]).toEqual([Url, undefined, []]);
  });
});

describe("a space", () => {
  it("is opened by its owner, at its app", async () => {
    const studio = studioWith();
    expect((await wayOfSpace({ studio }, at, "nlp")).signsIn).toBe("ben");
    expect(asked(studio)).toEqual([{ ...at, UserProfileName: "ben", SpaceName: "nlp", LandingUri: "app:JupyterLab:" }]);
  });

  it("can be opened at Studio, and not at an app that it does not have", async () => {
    const studio = studioWith();
    await wayOfSpace({ studio }, { ...at, landing: "studio" }, "nlp");
    expect(asked(studio)).toMatchObject([{ LandingUri: "studio::" }]);
    await expect(wayOfSpace({ studio }, { ...at, landing: "codeeditor" }, "nlp")).rejects.toMatchObject({
      code: "invalid",
      message: 'space "nlp" is for JupyterLab: --landing codeeditor cannot be opened',
    });
  });

  it("of IAM Identity Center has its own address, with what it is to open", async () => {
    const studio = studioWith({ AuthMode: "SSO" }, { Url: `${Url}/space?x=1` });
    expect((await wayOfSpace({ studio }, at, "nlp")).url.reveal()).toBe(`${Url}/space?x=1&redirect=JupyterLab`);
    expect((await wayOfSpace({ studio: studioWith({ AuthMode: "SSO" }) }, at, "nlp")).url.reveal()).toBe(Url);
  });

  it("without an owner cannot be opened", async () => {
    const studio = fakeStudio({ domains: [{ ...at, Url }], spaces: [{ ...at, SpaceName: "nlp", SpaceSettings: lab }] });
    await expect(wayOfSpace({ studio }, at, "nlp")).rejects.toMatchObject({
      code: "invalid",
      message: 'space "nlp" has no owner who can sign in',
    });
  });
});

describe("who opens a domain", () => {
  it("is the only user", async () => {
    expect(await theUser({ studio: studioWith({}, {}, ["alice"]) }, "d-1")).toBe("alice");
  });

  it("is the one chosen of several", async () => {
    expect(await theUser({ studio: studioWith() }, "d-1", async (users) => users.at(-1) ?? "")).toBe("ben");
  });

  it("the user must be given without a terminal", async () => {
    await expect(theUser({ studio: studioWith() }, "d-1")).rejects.toMatchObject({
      code: "usage",
      why: "alice, ben",
      fix: "use --user alice",
    });
  });

  it("an empty domain has no user to open it", async () => {
    await expect(theUser({ studio: studioWith({}, {}, []) }, "d-1")).rejects.toMatchObject({ code: "not-found" });
  });
});
