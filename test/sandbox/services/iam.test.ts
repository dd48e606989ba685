import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sageMakerTrustPolicy } from "../../../src/core/domain/roles.ts";
import { executionRole, managedPolicies } from "../../../src/sandbox/services/iam/records.ts";
import { start, type Wired, wire } from "../wire.ts";

let account: Wired;
beforeEach(async () => void (account = await wire()));
afterEach(() => account.close());

type Fields = Readonly<Record<string, string>>;
const iam = (operation: string, fields: Fields = {}) => account.form("2010-05-08", operation, fields);
const role = { RoleName: "studio", AssumeRolePolicyDocument: sageMakerTrustPolicy };
const PolicyArn = managedPolicies.AmazonSageMakerFullAccess;

async function expected(operation: string, fields?: Fields): Promise<string> {
  const { status, text } = await iam(operation, fields);
  if (status !== 200) throw new Error(text);
  return text;
}

const names = (text: string) => [...text.matchAll(/<(?:RoleName|PolicyName)>([^<]*)</g)].map(([, name]) => name);

describe("a role", () => {
  it("is created with its path, tags and policy, which answers tell in URL encoding", async () => {
    const tags = { "Tags.member.1.Key": "team", "Tags.member.1.Value": "R+D", "Tags.member.2.Key": "b", "Tags.member.2.Value": "" };
    await expected("CreateRole", { ...role, Path: "/service-role/", Description: "<new>", ...tags });
    expect(await expected("GetRole", { RoleName: "STUDIO" })).toMatch(
      new RegExp(
        `^<GetRoleResponse xmlns="https://iam\\.amazonaws\\.com/doc/2010-05-08/"><GetRoleResult><Role><Path>/service-role/</Path><RoleName>studio</RoleName>` +
          `<RoleId>AROA[A-Z0-9]{17}</RoleId><Arn>arn:aws:iam::111122223333:role/service-role/studio</Arn><CreateDate>${new Date(start).toISOString()}</CreateDate>` +
          `<AssumeRolePolicyDocument>%7B[^<]*%7D</AssumeRolePolicyDocument><Description>&lt;new&gt;</Description><MaxSessionDuration>3600</MaxSessionDuration>` +
          `<Tags><member><Key>team</Key><Value>R\\+D</Value></member><member><Key>b</Key><Value></Value></member></Tags></Role></GetRoleResult>` +
          `<ResponseMetadata><RequestId>.{36}</RequestId></ResponseMetadata></GetRoleResponse>$`,
      ),
    );
  });

  it("can be had at once by a domain, and its name not twice", async () => {
    await expected("CreateRole", role);
    const ExecutionRole = "arn:aws:iam::111122223333:role/studio";
    await account.expect("CreateDomain", { DomainName: "d", AuthMode: "IAM", DefaultUserSettings: { ExecutionRole } });
    const again = await iam("CreateRole", { ...role, RoleName: "Studio" });
    expect([again.status, again.text]).toEqual([
      409,
      expect.stringContaining("<Code>EntityAlreadyExists</Code><Message>Role with name Studio already exists.</Message>"),
    ]);
  });

  it("a role is deleted when no policy is attached", async () => {
    await expected("CreateRole", role);
    await expected("AttachRolePolicy", { ...role, PolicyArn });
    await expected("AttachRolePolicy", { ...role, PolicyArn });
    expect(names(await expected("ListAttachedRolePolicies", role))).toEqual(["AmazonSageMakerFullAccess"]);
    const refused = await iam("DeleteRole", role);
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining("<Code>DeleteConflict</Code>")]);
    await expected("DetachRolePolicy", { ...role, PolicyArn });
    expect((await iam("DetachRolePolicy", { ...role, PolicyArn })).status).toBe(404);
    await expected("DeleteRole", role);
    expect((await iam("GetRole", role)).status).toBe(404);
  });

  it("a role accepts ten policies", async () => {
    await expected("CreateRole", role);
    const [last = "", ...first] = Object.values(managedPolicies).slice(0, 11);
    for (const arn of first) await expected("AttachRolePolicy", { ...role, PolicyArn: arn });
    const refused = await iam("AttachRolePolicy", { ...role, PolicyArn: last });
    expect([refused.status, refused.text]).toEqual([409, expect.stringContaining("Cannot exceed quota for PoliciesPerRole: 10")]);
  });

  const policy = (statement: object) => ({ ...role, AssumeRolePolicyDocument: JSON.stringify({ Statement: [statement] }) });
  const allow = { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" };

  it.each([
    [
      "GetRole",
      { RoleName: "constructor" },
      404,
      "<Code>NoSuchEntity</Code><Message>The role with name constructor cannot be found.</Message>",
    ],
    [
      "GetRole",
      { RoleName: "a b" },
      400,
      "<Code>ValidationError</Code><Message>1 validation error detected: Value 'a b' at 'roleName' failed",
    ],
    ["GetRole", {}, 400, "Value null at 'roleName' failed to satisfy constraint: Member must not be null"],
    ["CreateRole", { ...role, Path: "service-role" }, 400, "Value 'service-role' at 'path' failed"],
    [
      "CreateRole",
      { ...role, AssumeRolePolicyDocument: "{" },
      400,
      "<Code>MalformedPolicyDocument</Code><Message>This policy contains invalid Json</Message>",
    ],
    ["CreateRole", { ...role, AssumeRolePolicyDocument: "{}" }, 400, "Syntax errors in policy."],
    ["CreateRole", policy({ ...allow, Effect: "Maybe" }), 400, "Syntax errors in policy."],
    ["CreateRole", policy({ ...allow, Principal: undefined }), 400, "Missing required field Principal"],
    ["CreateRole", policy({ ...allow, Action: undefined }), 400, "Missing required field Action"],
    ["CreateRole", policy({ ...allow, Resource: "*" }), 400, "Has prohibited field Resource"],
    [
      "CreateRole",
      { ...role, "Tags.member.1.Key": "a", "Tags.member.1.Value": "1", "Tags.member.2.Key": "A", "Tags.member.2.Value": "2" },
      400,
      "<Code>InvalidInput</Code>",
    ],
    ["AttachRolePolicy", { RoleName: "none", PolicyArn }, 404, "<Code>NoSuchEntity</Code>"],
    ["ListRoles", { Marker: "x" }, 400, "<Message>Invalid Marker: x</Message>"],
    ["ListRoles", { MaxItems: "0" }, 400, "Member must have value greater than or equal to 1"],
  ])("%s %j is refused with %i", async (operation, fields, status, text) => {
    const answer = await iam(operation, JSON.parse(JSON.stringify(fields)));
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(
      /^<ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>.*<\/Error><RequestId>.{36}<\/RequestId><\/ErrorResponse>$/,
    );
    expect(answer.text).toContain(text);
  });

  it("an unknown policy cannot be attached", async () => {
    const missing = "arn:aws:iam::aws:policy/AmazonSagemakerFullAccess";
    const { status, text } = await iam("AttachRolePolicy", {
      RoleName: executionRole.slice(executionRole.lastIndexOf("/") + 1),
      PolicyArn: missing,
    });
    expect([status, text]).toEqual([404, expect.stringContaining(`Policy ${missing} does not exist or is not attachable.`)]);
  });
});

describe("the list of roles", () => {
  const initial = ["AmazonSageMaker-ExecutionRole-20240301T101500", "AWSServiceRoleForSupport"];

  it("holds what an account has, in any Region", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=S/20250602/eu-west-1/iam/aws4_request, Signature=x";
    const { text } = await account.form("2010-05-08", "ListRoles", {}, { authorization });
    expect(names(text)).toEqual(initial);
    expect(text).toContain("<IsTruncated>false</IsTruncated>");
  });

  it("can be of one path only", async () => {
    expect(names(await expected("ListRoles", { PathPrefix: "/aws-service-role/" }))).toEqual(["AWSServiceRoleForSupport"]);
  });

  it("comes in pages, each role once", async () => {
    const first = await expected("ListRoles", { MaxItems: "1" });
    expect(first).toContain("<IsTruncated>true</IsTruncated>");
    const Marker = /<Marker>([^<]+)</.exec(first)?.[1] ?? "";
    expect([...names(first), ...names(await expected("ListRoles", { MaxItems: "1", Marker }))]).toEqual(initial);
  });
});
