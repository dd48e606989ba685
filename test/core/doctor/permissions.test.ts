import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "rolldown/utils";
import { describe, expect, it } from "vitest";
import { commandList } from "../../../src/cli/commands/command-list.ts";
import { commandsOf } from "../../../src/cli/command-list.ts";
import {
  arnScopeOf,
  type Permission,
  permissionChecks,
  permissionOf,
  principalOf,
  resourceOf,
} from "../../../src/core/doctor/permission-checks.ts";
import { permissionGroups, permissions } from "../../../src/core/doctor/permissions.ts";
import { StudioctlError } from "../../../src/core/errors.ts";

/** What actions of a service begin with, by the package of its client. */
const prefixes: Readonly<Record<string, string>> = {
  cloudtrail: "cloudtrail",
  cloudwatch: "cloudwatch",
  dynamodb: "dynamodb",
  "cloudwatch-logs": "logs",
  ec2: "ec2",
  ecr: "ecr",
  efs: "elasticfilesystem",
  iam: "iam",
  organizations: "organizations",
  pricing: "pricing",
  sagemaker: "sagemaker",
  "service-quotas": "servicequotas",
  sts: "sts",
};

/** IAM lets everybody ask who they are; and a role is passed by another call. */
const withoutCall = new Set(["iam:PassRole"]);
// Whether a role of another account may be assumed is up to that role too: it cannot be simulated.
const withoutPermission = new Set(["sts:GetCallerIdentity", "sts:AssumeRole"]);

function calledActions(path: string): string[] {
  const { staticImports } = parseSync(path, readFileSync(path, "utf8")).module;
  return staticImports.flatMap(({ moduleRequest, entries }) => {
    const [, client] = /^@aws-sdk\/client-(.+)$/.exec(moduleRequest.value) ?? [];
    if (client === undefined) return [];
    const names = entries.flatMap(({ importName }) => /^(\w+)Command$/.exec(importName.name ?? "")?.[1] ?? []);
    return names.map((name) => `${prefixes[client] ?? `(no prefix for ${client})`}:${name}`);
  });
}

const folder = join(import.meta.dirname, "../../../src/aws");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
const called = new Set(files.flatMap((path) => calledActions(join(folder, path))));

describe("the list of permissions", () => {
  it("has what every call of the SDK needs, and nothing that no call does", () => {
    expect(called.size).toBeGreaterThan(60);
    const listed = permissions.filter((action) => !withoutCall.has(action));
    const needed = [...called].filter((action) => !withoutPermission.has(action));
    expect(listed.toSorted((a, b) => a.localeCompare(b))).toEqual(needed.toSorted((a, b) => a.localeCompare(b)));
  });

  it("has each action once, with commands that there are", async () => {
    expect(new Set(permissions).size).toBe(permissions.length);
    const names = new Set([...(await commandsOf(commandList)).map(({ name }) => name), ...Object.keys(commandList), "every command"]);
    const unknown = permissionGroups.flatMap(({ actions }) => Object.values(actions).flat()).filter((name) => !names.has(name));
    expect(unknown).toEqual([]);
  });
});

const all = (permission: Permission): Map<string, Permission> => new Map(permissions.map((action) => [action, permission]));

describe("permissions", () => {
  const why = { why: "no permission to ask IAM", fix: "ask" };
  const checks = (known: ReadonlyMap<string, Permission>) => permissionChecks(known, "arn:me", why);

  it("that are all allowed pass, a line for each group", () => {
    expect(checks(all("allowed"))).toHaveLength(permissionGroups.length);
    expect(new Set(checks(all("allowed")).map(({ Result }) => Result))).toEqual(new Set(["PASS"]));
  });

  it("that are denied fail where nothing works without, and are a warning elsewhere, with the commands and the statement", () => {
    const found = checks(all("allowed").set("sagemaker:ListApps", "denied").set("logs:FilterLogEvents", "denied")).filter(
      ({ Result }) => Result !== "PASS",
    );
    expect(found).toEqual([
      {
        Check: "Permissions: list and stop",
        Result: "FAIL",
        Detail: "1 of 10 denied: sagemaker:ListApps (app list, app stop, auto-shutdown plan, auto-shutdown run, cost, quota)",
        Fix: 'add to a policy of arn:me: { "Effect": "Allow", "Action": [ "sagemaker:ListApps" ], "Resource": "*" }',
      },
      expect.objectContaining({ Check: "Permissions: app", Result: "WARN", Detail: "1 of 6 denied: logs:FilterLogEvents (app logs)" }),
    ]);
  });

  it("of which nothing is known are one warning with the reason", () => {
    const [only, ...others] = checks(new Map());
    expect([only, others]).toEqual([
      { Check: "Permissions", Result: "WARN", Detail: "not checked: no permission to ask IAM", Fix: "ask" },
      [],
    ]);
  });

  it("of which some are known say so", () => {
    const known = new Map<string, Permission>([["pricing:GetProducts", "allowed"]]);
    expect(checks(known)[0]).toEqual({
      Check: "Permissions: efs, cost, quota",
      Result: "PASS",
      Detail: "1 of 7 allowed, the others unknown",
    });
  });

  it.each([
    ["arn:aws:iam::111122223333:user/team/ann", { arn: "arn:aws:iam::111122223333:user/team/ann" }],
    ["arn:aws-cn:sts::111122223333:assumed-role/admin/session", { roleName: "admin" }],
    ["arn:aws:iam::111122223333:root", undefined],
    ["arn:aws:sts::111122223333:federated-user/ann", undefined],
  ])("of %s are those of %j", (arn, principal) => {
    expect(principalOf(arn)).toEqual(principal);
  });

  it.each([
    [undefined, "allowed"],
    ["not-found", "allowed"],
    ["denied", "denied"],
    ["throttled", "unknown"],
    ["unavailable", "unknown"],
  ] as const)("are, after a call that ends with %s, %s", (code, permission) => {
    expect(permissionOf(code === undefined ? undefined : new StudioctlError(code, "x"))).toBe(permission);
  });
});

describe("a resource", () => {
  const scope = arnScopeOf("arn:aws-cn:sts::111122223333:assumed-role/admin/me", "cn-north-1");

  it.each([
    ["sagemaker:DeleteUserProfile", "arn:aws-cn:sagemaker:cn-north-1:111122223333:user-profile/*"],
    ["sagemaker:CreateStudioLifecycleConfig", "arn:aws-cn:sagemaker:cn-north-1:111122223333:studio-lifecycle-config/*"],
    ["sagemaker:ListTags", "arn:aws-cn:sagemaker:cn-north-1:111122223333:app/*"],
    ["sagemaker:ListApps", undefined],
    ["iam:PassRole", "arn:aws-cn:iam::111122223333:role/*"],
    ["iam:ListAttachedRolePolicies", "arn:aws-cn:iam::111122223333:role/*"],
    ["iam:ListRoles", undefined],
    ["logs:GetLogEvents", "arn:aws-cn:logs:cn-north-1:111122223333:log-group:/aws/sagemaker/studio:*"],
    ["ecr:BatchGetImage", "arn:aws-cn:ecr:cn-north-1:111122223333:repository/*"],
    ["pricing:GetProducts", undefined],
  ])("of %s is %s", (action, resource) => {
    expect(resourceOf(action, scope)).toBe(resource);
  });
});
