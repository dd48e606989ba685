import { expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { roleFaults } from "../../../src/operations/profile/role-faults.ts";
import { fakeRoles, role, roleArn } from "../../fakes/roles.ts";

const user = (UserProfileName: string, name?: string) => ({ UserProfileName, ...(name !== undefined && { ExecutionRole: roleArn(name) }) });

it("users are reported whose role does not exist, or may not be assumed by SageMaker, with one request for each role", async () => {
  const roles = fakeRoles({ roles: [role("Good"), role("Closed", { AssumeRolePolicyDocument: "{}" })] });
  const asked: string[] = [];
  const counting = { ...roles, getRole: async (arn: string) => (asked.push(arn), await roles.getRole(arn)) };
  const users = [user("alice", "Good"), user("ben", "Gone"), user("carla", "Closed"), user("dmitri", "Gone"), user("erin")];
  const faults = await roleFaults({ roles: async () => counting }, users);
  expect(faults.map(({ user: { UserProfileName }, error: { code } }) => [UserProfileName, code])).toEqual([
    ["ben", "not-found"],
    ["carla", "invalid"],
    ["dmitri", "not-found"],
  ]);
  expect(asked.toSorted()).toEqual([roleArn("Closed"), roleArn("Gone"), roleArn("Good")]);
});

it("IAM gets no request where no user has a separate role", async () => {
  expect(await roleFaults({ roles: () => Promise.reject(new Error("IAM was not to be asked")) }, [user("alice")])).toEqual([]);
});

it("roles that cannot be read are left to the service, and other failures are passed on", async () => {
  expect(await roleFaults({ roles: async () => fakeRoles({ denied: true }) }, [user("alice", "Any")])).toEqual([]);
  const broken = { ...fakeRoles(), getRole: () => Promise.reject(new StudioctlError("no-credentials", "the token expired")) };
  await expect(roleFaults({ roles: async () => broken }, [user("alice", "Any")])).rejects.toMatchObject({ code: "no-credentials" });
});
