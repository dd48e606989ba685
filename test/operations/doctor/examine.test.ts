import { describe, expect, it } from "vitest";
import type { Check } from "../../../src/core/doctor/check.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { type Circumstances, type DoctorPorts, examine } from "../../../src/operations/doctor/examine.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { type FakeAccessOptions, fakeAccess, fakeChain } from "../../fakes/access.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { domain } from "../../fakes/entities.ts";
import { fakeFileSystems, fileSystem } from "../../fakes/file-systems.ts";
import { fakeRoles, role } from "../../fakes/roles.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const user = "arn:aws:iam::123456789012:user/ann";

const about: Circumstances = {
  nodeVersion: "24.1.0",
  engines: ">=20.19",
  configurationFile: "/home/ann/config.json",
  settings: [],
  configurationFault: undefined,
  profile: "default",
  regionFrom: "--region",
  sandbox: false,
  proxyVariable: undefined,
};

const home = { DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" };

function world(options: FakeAccessOptions = {}, given: Partial<DoctorPorts> & { readonly arn?: string } = {}) {
  const access = fakeAccess(options);
  const { arn = user, ...more } = given;
  const ports: DoctorPorts = {
    chain: async () => fakeChain(),
    access: async () => access,
    identity: async () => ({ Account: "123456789012", Arn: arn }),
    roles: async () => fakeRoles({ roles: [role("admin", { Arn: "arn:aws:iam::123456789012:role/deep/admin" })] }),
    domains: { studio: async () => fakeStudio({ domains: [domain(home)] }), fileSystems: async () => fakeFileSystems() },
    tryStateFolder: async () => "/home/ann/state",
    stateTable: async () => undefined,
    schedules: async () => [],
    clock: fakeClock(),
    progress: silentProgress,
    ...more,
  };
  return { access, checks: (circumstances: Partial<Circumstances> = {}) => examine(ports, { ...about, ...circumstances }) };
}

const unreachable = (service: string) => new StudioctlError("unavailable", `cannot reach ${service}`);
const denied = new StudioctlError("denied", "not allowed", { serviceCode: "AccessDeniedException" });
const named = (checks: readonly Check[], name: string) => checks.find(({ Check: found }) => found === name);
const results = (checks: readonly Check[]) => new Set(checks.map(({ Result }) => Result));

describe("an examination", () => {
  it("passes where all is well, and checks everything", async () => {
    const checks = await world().checks();
    expect(results(checks)).toEqual(new Set(["PASS"]));
    expect(checks.map(({ Check: name }) => name)).toEqual(
      expect.arrayContaining([
        "Node",
        "Configuration",
        "State folder",
        "Region",
        "Credentials",
        "Account",
        "SageMaker",
        "Pricing",
        "Clock",
        "Permissions: list and stop",
        "Domain research",
        "Files of research",
      ]),
    );
  });

  it("without credentials names what it could not check, and makes no call", async () => {
    const none = fakeChain({
      credentials: () => Promise.reject(new StudioctlError("no-credentials", "no AWS credentials found", { fix: "log in" })),
    });
    const { access, checks } = world({}, { chain: async () => none });
    const found = await checks();
    expect(named(found, "Credentials")).toMatchObject({ Result: "FAIL", Fix: "log in" });
    expect(found.filter(({ Result }) => Result === "WARN").map(({ Check: name, Detail }) => [name, Detail])).toEqual(
      ["Account", "SageMaker", "Clock", "Permissions", "Domains"].map((name) => [name, "not checked: no credentials"]),
    );
    expect([access.attempted, access.asked]).toEqual([[], []]);
  });

  it("without a Region says that there is none", async () => {
    const chain = fakeChain({ region: () => Promise.reject(new StudioctlError("usage", "no AWS Region given")) });
    const found = await world({}, { chain: async () => chain }).checks();
    expect([named(found, "Region")?.Result, named(found, "Credentials")?.Result, named(found, "Domains")?.Detail]).toEqual([
      "FAIL",
      "PASS",
      "not checked: no Region",
    ]);
  });

  it("continues where the configuration or the state folder cannot be used", async () => {
    const full = new StudioctlError("failed", "cannot write to /state", { why: "no space left", fix: "name another" });
    const fault = new StudioctlError("usage", "cannot use the configuration", { why: "no JSON" });
    const found = await world({}, { tryStateFolder: () => Promise.reject(full) }).checks({ configurationFault: fault });
    expect(named(found, "State folder")).toEqual({
      Check: "State folder",
      Result: "FAIL",
      Detail: "cannot write to /state: no space left",
      Fix: "name another",
    });
    expect(named(found, "Configuration")).toMatchObject({ Result: "FAIL", Detail: "cannot use the configuration: no JSON" });
    expect(named(found, "Domain research")?.Result).toBe("PASS");
  });

  it("stops where SageMaker cannot be reached", async () => {
    const found = await world({ errors: { "sagemaker:ListDomains": unreachable("SageMaker") } }).checks();
    expect([named(found, "SageMaker")?.Result, named(found, "Clock")?.Result, named(found, "Domains")?.Detail]).toEqual([
      "FAIL",
      "WARN",
      "not checked: SageMaker cannot be reached",
    ]);
    expect(named(found, "EFS")?.Result).toBe("PASS");
  });

  it("reports a domain without its files where EFS cannot be reached", async () => {
    const found = await world({ errors: { "elasticfilesystem:DescribeFileSystems": unreachable("EFS") } }).checks();
    expect([named(found, "EFS")?.Result, named(found, "Domain research")?.Result, named(found, "Files of research")?.Detail]).toEqual([
      "WARN",
      "PASS",
      "not checked: EFS cannot be reached",
    ]);
  });

  it("fails on credentials that AWS refuses, and does not know the account where STS cannot be reached", async () => {
    const refused = new StudioctlError("no-credentials", "AWS does not accept the credentials", { serviceCode: "InvalidClientTokenId" });
    expect(named(await world({}, { identity: () => Promise.reject(refused) }).checks(), "Account")?.Result).toBe("FAIL");
    const silent = await world(
      { errors: { "sts:GetCallerIdentity": unreachable("STS") } },
      { identity: () => Promise.reject(new Error("nobody was to be asked")) },
    ).checks();
    expect(named(silent, "Account")).toMatchObject({ Result: "WARN", Detail: "not checked: STS cannot be reached" });
    expect(named(silent, "Other permissions")?.Detail).toMatch(/^unknown, since the identity of the caller is unknown: /);
  });

  it("lets the sandbox's clock be where it was moved to, and no other", async () => {
    const hour = { skewMs: 3_600_000 };
    expect([
      named(await world(hour).checks(), "Clock")?.Result,
      named(await world(hour).checks({ sandbox: true }), "Clock")?.Result,
    ]).toEqual(["FAIL", "PASS"]);
  });

  it("ends when interrupted", async () => {
    const interrupted = new StudioctlError("interrupted", "interrupted");
    await expect(world({}, { identity: () => Promise.reject(interrupted) }).checks()).rejects.toBe(interrupted);
  });
});

describe("permissions", () => {
  it("of a session are those of its role, wherever that hangs", async () => {
    const { access, checks } = world({}, { arn: "arn:aws:sts::123456789012:assumed-role/admin/session" });
    await checks();
    expect(access.asked).toEqual(["arn:aws:iam::123456789012:role/deep/admin"]);
  });

  it("that policies give for some kind of resource only are allowed", async () => {
    const { access, checks } = world({ scoped: ["sagemaker:DeleteApp", "sagemaker:CreateApp", "iam:PassRole"] });
    expect(results(await checks())).toEqual(new Set(["PASS"]));
    expect(access.asked).toEqual([
      user,
      `${user} on arn:aws:sagemaker:us-east-1:123456789012:app/*`,
      `${user} on arn:aws:iam::123456789012:role/*`,
    ]);
  });

  it("are tried by calls that only read where no permission to ask IAM", async () => {
    const { access, checks } = world({ refusal: "denied", errors: { "sagemaker:ListApps": denied } });
    const found = await checks();
    expect(access.attempted).toContain("ec2:DescribeSubnets");
    expect(named(found, "Permissions: list and stop")).toMatchObject({
      Result: "FAIL",
      Detail: expect.stringContaining("1 of 10 denied: sagemaker:ListApps"),
    });
    expect(named(found, "Other permissions")).toMatchObject({
      Result: "WARN",
      Detail: expect.stringMatching(/^unknown, since no permission to ask IAM: .*sagemaker:DeleteApp/),
      Fix: expect.stringContaining("iam:SimulatePrincipalPolicy"),
    });
  });

  it("count by what calls came to where the simulator says otherwise", async () => {
    const { access, checks } = world({
      simulated: { "sagemaker:ListApps": "denied", "sagemaker:ListDomains": "denied", "pricing:GetProducts": "allowed" },
      errors: { "pricing:GetProducts": denied },
    });
    const found = await checks();
    expect(named(found, "Permissions: list and stop")?.Result).toBe("PASS");
    expect(named(found, "Permissions: efs, cost, quota")).toMatchObject({
      Result: "WARN",
      Detail: expect.stringContaining("pricing:GetProducts"),
    });
    expect(access.attempted.filter((action) => action === "sagemaker:ListDomains")).toHaveLength(1);
  });

  it("that a condition decides are unknown", async () => {
    const found = await world({ simulated: { "sagemaker:DeleteApp": "unknown" } }).checks();
    expect(named(found, "Other permissions")).toEqual({
      Check: "Other permissions",
      Result: "WARN",
      Detail: "unknown, since the result depends on conditions in policies: sagemaker:DeleteApp",
    });
  });

  it("are not tried on a service that cannot be reached", async () => {
    const { access, checks } = world({ refusal: "denied", errors: { "ec2:DescribeVpcs": unreachable("EC2") } });
    await checks();
    expect(access.attempted).not.toContain("ec2:DescribeSubnets");
  });
});

describe("domains", () => {
  it("that there are none of are a warning with two ways out", async () => {
    const found = await world({}, { domains: { studio: async () => fakeStudio(), fileSystems: async () => fakeFileSystems() } }).checks();
    expect(named(found, "Domains")).toMatchObject({
      Result: "WARN",
      Detail: "none in us-east-1",
      Fix: expect.stringContaining("domain create --quick"),
    });
  });

  it("that failed fail, and one with a file system that is gone fails too", async () => {
    const failed = domain({ ...home, Status: "Failed", FailureReason: "no subnet" });
    const lost = domain({ ...home, DomainId: "d-2", DomainName: "lost", HomeEfsFileSystemId: "fs-9" });
    const fileSystems = fakeFileSystems({ fileSystems: [fileSystem()] });
    const found = await world(
      {},
      { domains: { studio: async () => fakeStudio({ domains: [failed, lost] }), fileSystems: async () => fileSystems } },
    ).checks();
    expect(named(found, "Domain research")).toMatchObject({ Result: "FAIL", Detail: expect.stringContaining("no subnet") });
    expect([named(found, "Domain lost")?.Result, named(found, "Files of lost")?.Result]).toEqual(["PASS", "FAIL"]);
  });
});
