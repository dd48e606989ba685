import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { caller as owner } from "../../src/sandbox/home.ts";
import { parseSeed } from "../../src/sandbox/seed-format.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { executionRole } from "../../src/sandbox/services/iam/records.ts";
import { type Wired, start, wire } from "./wire.ts";

const caller = owner.arn;

let account: Wired;
beforeEach(async () => void (account = await wire()));
afterEach(() => account.close());

const iam = (operation: string, fields: Readonly<Record<string, string>> = {}) => account.form("2010-05-08", operation, fields);
const deny = (...denied: string[]) => account.store.update(({ settings }) => void (settings.denied = denied));

const simulated = async (fields: Readonly<Record<string, string>>): Promise<string[]> => {
  const { text } = await iam("SimulatePrincipalPolicy", fields);
  return [
    ...text.matchAll(/<EvalActionName>([^<]+)<\/EvalActionName><EvalResourceName>([^<]+)<\/EvalResourceName><EvalDecision>(\w+)</g),
  ].map(([, ...words]) => words.join(" "));
};
const denying = (denied: string) => parseSeed(`{ settings: { denied: [${denied}] }, domains: [] }`);
const actions = { "ActionNames.member.1": "sagemaker:ListApps", "ActionNames.member.2": "sagemaker:DeleteApp" };

describe("what the settings deny", () => {
  it("is refused in each service's own words and form", async () => {
    await deny("sagemaker:List*", "ec2:*", "iam:GetRole", "elasticfilesystem:DescribeFileSystems", "ecr:describerepositories");
    const apps = await account.call("ListApps");
    expect([apps.status, apps.json]).toEqual([
      400,
      {
        __type: "AccessDeniedException",
        message: `User: ${caller} is not authorized to perform: sagemaker:ListApps on resource: * because no identity-based policy allows the sagemaker:ListApps action`,
      },
    ]);
    expect((await account.call("DescribeDomain", { DomainId: "d-1" })).json).toMatchObject({ __type: "ResourceNotFound" });
    expect((await account.form("2016-11-15", "DescribeVpcs")).text).toContain(
      "<Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. User: ",
    );
    expect(await iam("GetRole", { RoleName: "any" })).toMatchObject({
      status: 403,
      text: expect.stringContaining("<Code>AccessDenied</Code>"),
    });
    expect((await account.get("/2015-02-01/file-systems")).json).toMatchObject({
      Message: expect.stringContaining("elasticfilesystem:DescribeFileSystems"),
    });
    const repositories = await account.call(
      "DescribeRepositories",
      {},
      { "x-amz-target": "AmazonEC2ContainerRegistry_V20150921.DescribeRepositories" },
    );
    expect(repositories.text).toContain("is not authorized to perform: ecr:DescribeRepositories");
  });

  it("comes with a seed, which names actions and no operations", () => {
    expect(seedState(denying('"sagemaker:Delete*"'), start).settings.denied).toEqual(["sagemaker:Delete*"]);
    expect(() => denying("DeleteApp")).toThrow('invalid seed: settings.denied.0: "DeleteApp" is not an IAM action');
  });

  it("the identity is never denied", async () => {
    await deny("*:*");
    expect((await account.form("2011-06-15", "GetCallerIdentity")).text).toContain(`<Arn>${caller}</Arn>`);
  });

  it("is what IAM simulates, action by action and resource by resource", async () => {
    expect(await simulated({ PolicySourceArn: caller, ...actions })).toEqual([
      "sagemaker:ListApps * allowed",
      "sagemaker:DeleteApp * allowed",
    ]);
    await deny("sagemaker:Delete*");
    expect(
      await simulated({ PolicySourceArn: executionRole, ...actions, "ResourceArns.member.1": "arn:a", "ResourceArns.member.2": "arn:b" }),
    ).toEqual([
      "sagemaker:ListApps arn:a allowed",
      "sagemaker:ListApps arn:b allowed",
      "sagemaker:DeleteApp arn:a implicitDeny",
      "sagemaker:DeleteApp arn:b implicitDeny",
    ]);
  });

  it("is simulated in pages", async () => {
    const first = await iam("SimulatePrincipalPolicy", { PolicySourceArn: caller, ...actions, MaxItems: "1" });
    const [, Marker = ""] = /<IsTruncated>true<\/IsTruncated><Marker>([^<]+)</.exec(first.text) ?? [];
    expect(await simulated({ PolicySourceArn: caller, ...actions, MaxItems: "1", Marker })).toEqual(["sagemaker:DeleteApp * allowed"]);
  });

  it.each([
    ["a session", "arn:aws:sts::111122223333:assumed-role/admin/me", "InvalidInput"],
    ["a role that there is not", "arn:aws:iam::111122223333:role/nobody", "NoSuchEntity"],
    ["a role under another path", executionRole.replace("/service-role", ""), "NoSuchEntity"],
    ["another user", "arn:aws:iam::111122223333:user/nobody", "NoSuchEntity"],
  ])("is not simulated for %s", async (_, PolicySourceArn, code) => {
    expect((await iam("SimulatePrincipalPolicy", { PolicySourceArn, ...actions })).text).toContain(`<Code>${code}</Code>`);
  });
});
