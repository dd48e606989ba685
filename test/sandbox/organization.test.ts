import { afterEach, describe, expect, it } from "vitest";
import type { Seed, SeedAccount } from "../../src/sandbox/seed-document.ts";
import { parseSeed } from "../../src/sandbox/seed-format.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { post, start, type Wired, wire } from "./wire.ts";

const hub = "111122223333";
const member = "222233334444";
const role = `arn:aws:iam::${member}:role/sweep`;
let sandbox: Wired;
afterEach(() => sandbox.close());

async function organization(account: Partial<SeedAccount> = {}, others: Seed["accounts"] = []): Promise<void> {
  const domains = [{ name: "lab", users: [{ name: "lena", apps: [{ type: "JupyterServer" as const, started: "1h" }] }] }];
  const given = { id: member, name: "lab", roles: [{ name: "sweep" }], domains, ...account };
  sandbox = await wire(seedState({ domains: [{ name: "hub" }], accounts: [given, ...others] }, start));
}

async function assume(fields: Readonly<Record<string, string>> = {}, RoleArn = role) {
  const { status, text } = await sandbox.form("2011-06-15", "AssumeRole", { RoleArn, RoleSessionName: "studioctl", ...fields });
  return { status, text, token: { "x-amz-security-token": /<SessionToken>(.*)<\/SessionToken>/.exec(text)?.[1] ?? "" } };
}

const organizations = (operation: string, members: object = {}, headers: Record<string, string> = {}) =>
  post(sandbox.port, JSON.stringify(members), {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": `AWSOrganizationsV20161128.${operation}`,
    ...headers,
  });

describe("an assumed role", () => {
  it("sees and changes its own account only, whose id is in every ARN", async () => {
    await organization();
    const { token } = await assume();
    const { json, text } = await sandbox.call("ListDomains", {}, token);
    expect(json["Domains"]).toMatchObject([{ DomainName: "lab", DomainArn: expect.stringContaining(`:${member}:domain/`) }]);
    expect(text).not.toContain(hub);
    const [{ DomainId }] = JSON.parse(text).Domains;
    const space = { DomainId, SpaceName: "new", SpaceSettings: { AppType: "JupyterLab" } };
    const ownership = { OwnershipSettings: { OwnerUserProfileName: "lena" }, SpaceSharingSettings: { SharingType: "Private" } };
    expect((await sandbox.call("CreateSpace", { ...space, ...ownership }, token)).text).toContain(`:${member}:space/`);
    expect((await sandbox.call("ListSpaces", {}, token)).json["Spaces"]).toHaveLength(1);
    expect((await sandbox.call("ListSpaces")).json["Spaces"]).toEqual([]);
    expect(await sandbox.list("ListDomains")).toMatchObject([{ DomainName: "hub" }]);
  });

  it("identifies itself by its role and session name", async () => {
    await organization();
    const { token } = await assume();
    const { text } = await sandbox.form("2011-06-15", "GetCallerIdentity", {}, token);
    expect(text).toContain(`<Account>${member}</Account><Arn>arn:aws:sts::${member}:assumed-role/sweep/studioctl</Arn>`);
  });

  it("has an access key that contains its account, as AWS's own do", async () => {
    await organization();
    const [, key = ""] = /<AccessKeyId>ASIA(\w{16})</.exec((await assume()).text) ?? [];
    const bits = key
      .split("")
      .map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0"))
      .join("");
    expect((BigInt(`0b${bits.slice(0, 48)}`) & 0x7fffffffff80n) >> 7n).toBe(BigInt(member));
  });

  it("ends after its duration, and a changed token is not valid", async () => {
    await organization();
    const { token } = await assume({ DurationSeconds: "900" });
    const changed = token["x-amz-security-token"].replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    expect((await sandbox.call("ListDomains", {}, { "x-amz-security-token": changed })).json["__type"]).toBe("UnrecognizedClientException");
    sandbox.advance(899);
    expect((await sandbox.call("ListDomains", {}, token)).status).toBe(200);
    sandbox.advance(1);
    expect((await sandbox.call("ListDomains", {}, token)).json["__type"]).toBe("ExpiredTokenException");
  });

  it("may not do what its role denies", async () => {
    await organization({ roles: [{ name: "sweep", denied: ["sagemaker:ListApps"] }] });
    const { token } = await assume();
    const { json } = await sandbox.call("ListApps", {}, token);
    expect(json["Message"] ?? json["message"]).toMatch(/assumed-role\/sweep\/studioctl is not authorized to perform: sagemaker:ListApps/);
    expect((await sandbox.call("ListApps")).status).toBe(200);
  });

  it("is unknown in a Region that its account has not enabled", async () => {
    await organization({ closedRegions: ["eu-south-1"] });
    const { token } = await assume();
    const authorization = "AWS4-HMAC-SHA256 Credential=K/20250602/eu-south-1/sagemaker/aws4_request, SignedHeaders=host, Signature=0";
    expect((await sandbox.call("ListDomains", {}, { ...token, authorization })).json["__type"]).toBe("UnrecognizedClientException");
    expect((await sandbox.call("ListDomains", {}, { authorization })).json["Domains"]).toEqual([]);
  });
});

const refusal = (action: string) =>
  expect.stringMatching(new RegExp(`<Code>AccessDenied</Code><Message>User: .* perform: ${action} on resource`));

describe("AssumeRole is refused", () => {
  it("for a role that is not there, and one of a suspended or an unknown account", async () => {
    await organization({}, [{ id: "333344445555", name: "old", state: "SUSPENDED", roles: [{ name: "sweep" }] }]);
    for (const arn of [
      `${role}er`,
      role.replace("role/", "role/team/"),
      role.replace(member, "333344445555"),
      role.replace(member, "999988887777"),
    ])
      expect(await assume({}, arn)).toMatchObject({ status: 403, text: refusal("sts:AssumeRole") });
  });

  it("for another account than the one that the role trusts", async () => {
    await organization({ roles: [{ name: "sweep", trust: "999988887777" }] });
    expect(await assume()).toMatchObject({ status: 403, text: refusal("sts:AssumeRole") });
  });

  it("without the external id that the role requires", async () => {
    await organization({ roles: [{ name: "sweep", externalId: "studio-42" }] });
    expect(await assume()).toMatchObject({ status: 403, text: refusal("sts:AssumeRole") });
    expect(await assume({ ExternalId: "studio-43" })).toMatchObject({ status: 403 });
    expect(await assume({ ExternalId: "studio-42" })).toMatchObject({ status: 200 });
    expect(await assume({ ExternalId: "x y" })).toMatchObject({ status: 400, text: expect.stringContaining("ValidationError") });
  });

  it("with a source identity that the role does not allow", async () => {
    await organization({ roles: [{ name: "sweep", sourceIdentity: false }] });
    expect(await assume({ SourceIdentity: "maya" })).toMatchObject({ status: 403, text: refusal("sts:SetSourceIdentity") });
    expect(await assume()).toMatchObject({ status: 200 });
  });
});

describe("Organizations", () => {
  it("lists accounts in pages of at most 20, and those of a unit without the units below it", async () => {
    const others = Array.from({ length: 21 }, (_, index) => ({
      id: String(300000000000 + index),
      name: `a${index}`,
      unit: index < 2 ? "W/R" : "W",
    }));
    await organization({}, others);
    const first = (await organizations("ListAccounts")).json;
    expect(first["Accounts"]).toHaveLength(20);
    expect((await organizations("ListAccounts", { NextToken: first["NextToken"] })).json["Accounts"]).toHaveLength(3);
    const [{ Id: ParentId }] = JSON.parse((await organizations("ListRoots")).text).Roots;
    expect((await organizations("ListAccountsForParent", { ParentId })).json["Accounts"]).toMatchObject([{ Id: hub }, { Id: member }]);
    const [unit] = JSON.parse((await organizations("ListOrganizationalUnitsForParent", { ParentId })).text).OrganizationalUnits;
    expect(unit).toMatchObject({ Name: "W" });
    const [below] = JSON.parse((await organizations("ListOrganizationalUnitsForParent", { ParentId: unit.Id })).text).OrganizationalUnits;
    const inside = (await organizations("ListAccountsForParent", { ParentId: below.Id })).json["Accounts"];
    expect(inside).toMatchObject([{ Name: "a0" }, { Name: "a1" }]);
  });

  it("is open to a delegated administrator, and to no other member", async () => {
    await organization();
    const { token } = await assume();
    expect((await organizations("ListAccounts", {}, token)).json["__type"]).toBe("AccessDeniedException");
    await sandbox.close();
    await organization({ delegatedAdministrator: true });
    expect((await organizations("ListAccounts", {}, (await assume()).token)).status).toBe(200);
  });

  it("knows no unit that is not there, and no organization of a single account", async () => {
    await organization();
    expect((await organizations("ListAccountsForParent", { ParentId: "ou-sand-12345678" })).json["__type"]).toBe("ParentNotFoundException");
    await sandbox.close();
    sandbox = await wire();
    expect((await organizations("ListAccounts")).json["__type"]).toBe("AWSOrganizationsNotInUseException");
  });
});

describe("the accounts of a seed", () => {
  it.each([
    ["accounts: [{ id: 1234, name: a }]", /accounts\.0\.id/],
    ['accounts: [{ id: "222233334444", name: a }, { id: "222233334444", name: b }]', /accounts\.1\.id: "222233334444" is given twice/],
    ['accounts: [{ id: "111122223333", name: a }]', /accounts\.0\.id: "111122223333" is the sandbox's own account/],
    ['accounts: [{ id: "222233334444", name: a, domains: [{ name: d }, { name: d }] }]', /accounts\.0\.domains\.1\.name/],
  ])("are refused with the path of the fault: %s", async (text, message) => {
    sandbox = await wire();
    expect(() => parseSeed(`domains: []\n${text}`)).toThrow(message);
  });
});
