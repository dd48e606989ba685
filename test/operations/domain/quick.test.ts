import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type QuickRequest, isSetUp, quickRoleDescription } from "../../../src/core/domain/quick-setup.ts";
import { sageMakerTrustPolicy } from "../../../src/core/domain/roles.ts";
import { type ChooseRole, applyQuick, planQuick } from "../../../src/operations/domain/quick.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeNetworkOptions, fakeNetwork } from "../../fakes/network.ts";
import { type FakeRolesOptions, fakeRoles, role, roleArn } from "../../fakes/roles.ts";
import { type FakeStudioOptions, fakeStudio } from "../../fakes/studio.ts";

const time = "20260302T120000";
const ownRole = `AmazonSageMaker-ExecutionRole-${time}`;
const nothing: QuickRequest = { tags: [] };
const waiting = { timeoutMs: 1_200_000 };

function account({
  studio = {},
  network = {},
  roles = {},
}: { studio?: FakeStudioOptions; network?: FakeNetworkOptions; roles?: FakeRolesOptions } = {}) {
  const notes: string[] = [];
  return {
    studio: fakeStudio(studio),
    network: fakeNetwork(network),
    roles: fakeRoles(roles),
    clock: fakeClock("2026-03-02T12:00:00Z"),
    progress: { update() {}, note: (text: string) => void notes.push(text) },
    notes,
  };
}

async function setUp(given: ReturnType<typeof account>, request = nothing, choose?: ChooseRole) {
  return await applyQuick(given, await planQuick(given, request, choose), waiting);
}

/** How many roles, domains and users were asked for. */
const made = ({ roles, studio }: ReturnType<typeof account>) => [
  roles.created.length,
  studio.count("createDomain"),
  studio.count("createUserProfile"),
];

describe("a quick setup of an account that has nothing", () => {
  it("makes a role, a domain in the default VPC and a user, as the console does, and reports each step", async () => {
    const given = account();
    await setUp(given);
    expect(given.roles.created).toEqual([
      { RoleName: ownRole, Path: "/service-role/", AssumeRolePolicyDocument: sageMakerTrustPolicy, Description: quickRoleDescription },
    ]);
    expect(given.roles.attached()).toEqual([
      [ownRole, "arn:aws:iam::aws:policy/AmazonSageMakerFullAccess"],
      [ownRole, "arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess"],
    ]);
    expect(given.studio.subjects("createDomain").map((text) => JSON.parse(text))).toEqual([
      {
        DomainName: `QuickSetupDomain-${time}`,
        AuthMode: "IAM",
        VpcId: "vpc-1",
        SubnetIds: ["subnet-a", "subnet-b"],
        AppNetworkAccessType: "PublicInternetOnly",
        DefaultUserSettings: { ExecutionRole: roleArn(ownRole), DefaultLandingUri: "studio::", StudioWebPortal: "ENABLED" },
        DefaultSpaceSettings: { ExecutionRole: roleArn(ownRole) },
      },
    ]);
    expect(given.studio.subjects("createUserProfile").map((text) => JSON.parse(text))).toEqual([
      { DomainId: "d-new0", UserProfileName: `default-${time}` },
    ]);
    expect(given.notes).toEqual([
      `role ${ownRole}: created`,
      "policy AmazonSageMakerFullAccess: attached",
      "policy AmazonSageMakerCanvasFullAccess: attached",
      `domain QuickSetupDomain-${time}: being created`,
      `domain QuickSetupDomain-${time} (d-new0): InService`,
      `user profile d-new0/default-${time}: InService`,
    ]);
  });

  it("takes the names, the role and the tags that were given", async () => {
    const given = account({ roles: { roles: [role("Mine")] } });
    await setUp(given, { name: "research", user: "alice", executionRole: roleArn("Mine"), tags: [{ Key: "team", Value: "nlp" }] });
    expect(given.roles.created).toEqual([]);
    expect(given.roles.attached()).toEqual([]);
    const [domain] = given.studio.subjects("createDomain").map((text) => JSON.parse(text));
    expect(domain).toMatchObject({
      DomainName: "research",
      DefaultUserSettings: { ExecutionRole: roleArn("Mine") },
      Tags: [{ Key: "team", Value: "nlp" }],
    });
    expect(JSON.parse(given.studio.subjects("createUserProfile")[0] ?? "")).toEqual({
      DomainId: "d-new0",
      UserProfileName: "alice",
      Tags: [{ Key: "team", Value: "nlp" }],
    });
  });

  it("tries the domain again while SageMaker does not know the new role yet", async () => {
    const given = account();
    let unknown = 3;
    given.studio.when("createDomain", "", () => {
      if (unknown-- > 0) throw new StudioctlError("invalid", "the role cannot be assumed");
    });
    expect((await setUp(given)).domain.Status).toBe("InService");
    expect(given.studio.count("createDomain")).toBe(4);
  });

  it("gives up after a minute with what the service says", async () => {
    const given = account();
    const refusal = new StudioctlError("invalid", "the request is wrong");
    given.studio.fail("createDomain", "", refusal);
    await expect(setUp(given)).rejects.toBe(refusal);
    expect(given.clock.now().getTime()).toBe(Date.parse("2026-03-02T12:01:00Z"));
  });

  it("offers the roles there are where somebody can be asked", async () => {
    const given = account({ roles: { roles: [role("One"), role("Two"), role("Lambda", { AssumeRolePolicyDocument: "{}" })] } });
    const offered: string[] = [];
    await setUp(given, nothing, async (roles) => {
      offered.push(...roles.map(({ RoleName }) => RoleName));
      return roles[1];
    });
    expect(offered).toEqual(["One", "Two"]);
    expect([given.roles.created, given.roles.attached()]).toEqual([[], []]);
    expect(given.studio.subjects("createDomain")[0]).toContain(roleArn("Two"));
  });

  it("makes a new role where the existing ones may not be read", async () => {
    const given = account({ roles: { denied: true } });
    await setUp(given);
    expect(given.roles.created).toHaveLength(1);
  });

  it.each<[string, FakeNetworkOptions, string]>([
    ["default VPC", { vpcs: [{ VpcId: "vpc-2" }] }, "no default VPC in us-east-1"],
    ["subnets", { subnets: [] }, "the default VPC vpc-1 has no subnets"],
  ])("is refused without %s, before anything is made", async (_what, network, message) => {
    const given = account({ network });
    await expect(setUp(given)).rejects.toMatchObject({
      code: "not-found",
      message,
      fix: expect.stringContaining("aws ec2 create-default-vpc"),
    });
    expect(given.roles.created).toEqual([]);
  });
});

describe("a quick setup that was cut short", () => {
  it.each(["attachPolicy", "createDomain", "createUserProfile"] as const)(
    "at %s continues from there, and makes nothing twice",
    async (step) => {
      const cut = new StudioctlError("interrupted", "interrupted");
      let cuts = 1;
      const stop = (): void => {
        if (cuts-- > 0) throw cut;
      };
      const given = account(step === "attachPolicy" ? { roles: { whenAttaching: stop } } : {});
      if (step !== "attachPolicy") given.studio.when(step, "", stop);
      await expect(setUp(given)).rejects.toMatchObject({ code: "interrupted" });
      given.clock.advance(3_600_000);
      expect((await setUp(given)).user.Status).toBe("InService");
      expect(given.roles.attached().map(([, arn]) => arn.split("/").at(-1))).toEqual([
        "AmazonSageMakerFullAccess",
        "AmazonSageMakerCanvasFullAccess",
      ]);
      expect(made(given)).toEqual([1, step === "createDomain" ? 2 : 1, step === "createUserProfile" ? 2 : 1]);
      expect(isSetUp(await planQuick(given, nothing))).toBe(true);
    },
  );

  it("while the domain was Pending waits for that one", async () => {
    const given = account({ studio: { domains: [{ DomainId: "d-1", DomainName: `QuickSetupDomain-${time}`, Status: "Pending" }] } });
    expect((await setUp(given)).domain.DomainId).toBe("d-1");
    expect(made(given)).toEqual([0, 0, 1]);
  });

  it("leaves a domain that failed alone, and takes the role of that run for another", async () => {
    const own = role(ownRole, { Description: quickRoleDescription });
    const given = account({
      studio: { domains: [{ DomainId: "d-1", DomainName: `QuickSetupDomain-${time}`, Status: "Failed" }] },
      roles: { roles: [own, role("Other")], policies: { [ownRole]: ["AmazonSageMakerFullAccess"] } },
    });
    await setUp(given, nothing, () => Promise.reject(new Error("nobody was to be asked")));
    expect(made(given)).toEqual([0, 1, 1]);
    expect(given.roles.attached()).toEqual([[ownRole, "arn:aws:iam::aws:policy/AmazonSageMakerCanvasFullAccess"]]);
  });

  it("is refused under the name of a domain that failed", async () => {
    const given = account({ studio: { domains: [{ DomainId: "d-1", DomainName: "research", Status: "Failed" }] } });
    await expect(setUp(given, { name: "research", tags: [] })).rejects.toMatchObject({ code: "in-use", why: "d-1 is Failed" });
  });
});

describe("a quick setup that is complete", () => {
  const complete = {
    domains: [
      { DomainId: "d-1", DomainName: `QuickSetupDomain-${time}` },
      { DomainId: "d-2", DomainName: "research" },
    ],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice" }],
  };

  it("has nothing left to do, for any user", async () => {
    expect(isSetUp(await planQuick(account({ studio: complete }), nothing))).toBe(true);
    expect(isSetUp(await planQuick(account({ studio: complete }), { user: "Alice", tags: [] }))).toBe(true);
  });

  it("gets the user that was asked for beside", async () => {
    const given = account({ studio: complete });
    await setUp(given, { user: "ben", tags: [] });
    expect(given.studio.subjects("createUserProfile").map((text) => JSON.parse(text))).toEqual([
      { DomainId: "d-1", UserProfileName: "ben" },
    ]);
    expect(given.studio.count("createDomain")).toBe(0);
  });

  it("is refused with another role than it has", async () => {
    const given = account({ studio: complete, roles: { roles: [role("Mine")] } });
    await expect(setUp(given, { executionRole: roleArn("Mine"), tags: [] })).rejects.toMatchObject({
      code: "in-use",
      message: `domain QuickSetupDomain-${time} (d-1) has another execution role than ${roleArn("Mine")}`,
      why: "it has none",
    });
  });

  it("does not keep another name from being set up", async () => {
    const given = account({ studio: complete });
    await setUp(given, { name: "second", tags: [] });
    expect(given.studio.count("createDomain")).toBe(1);
  });
});
