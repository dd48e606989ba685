import { describe, expect, it } from "vitest";
import { fakeNetwork } from "../../fakes/network.ts";
import { fakeRoles, role, roleArn } from "../../fakes/roles.ts";
import { fakeStudio, type FakeStudioOptions } from "../../fakes/studio.ts";
import { gateway, studioctl, type World } from "../run.ts";

const Studio = roleArn("Studio");
const parts = `--name research --vpc vpc-1 --subnets subnet-a,subnet-b --execution-role ${Studio}`;

const world = (
  options: FakeStudioOptions = {},
  more: Omit<World, "studio" | "roles"> = {},
  roles = fakeRoles({ roles: [role("Studio"), role("Other")] }),
) => ({
  ...more,
  studio: fakeStudio(options),
  roles,
});

const yes = { confirm: async () => true };
const asked = (questions: string[], answer = true) => ({ confirm: async (question: string) => (questions.push(question), answer) });

describe("domain create", () => {
  it("creates what was said and shows it", async () => {
    const given = world();
    const ran = await studioctl(`domain create ${parts} --auth-mode SSO --tag team=nlp --yes`, given);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining("InService"), stderr: expect.stringContaining("created") });
    expect(JSON.parse(given.studio.subjects("createDomain")[0] ?? "")).toMatchObject({
      DomainName: "research",
      AuthMode: "SSO",
      Tags: [{ Key: "team", Value: "nlp" }],
    });
  });

  it("shows what it will create and asks; a no changes nothing", async () => {
    const questions: string[] = [];
    const given = world({}, { terminal: true, answers: asked(questions, false) });
    const { code, stderr } = await studioctl(`domain create ${parts} --network vpc-only`, given);
    expect([code, questions]).toEqual([5, ["Create the domain research?"]]);
    expect(stderr).toMatch(/Subnets +subnet-a\n +subnet-b[\s\S]+vpc-only without --security-groups/);
    expect(given.studio.count("createDomain")).toBe(0);
  });

  it.each(["", "--quick "])("%sis declined before any call where nobody can be asked", async (quick) => {
    const given = world();
    expect(await studioctl(quick === "" ? `domain create ${parts}` : "domain create --quick", given)).toMatchObject({ code: 5 });
    expect(given.studio.calls).toEqual([]);
  });

  it("--dry-run checks and changes nothing", async () => {
    const given = world();
    const ran = await studioctl(`domain create ${parts} --dry-run --query [DomainName,DryRun] -o jsonl`, given);
    expect(ran).toMatchObject({ code: 0, stdout: '"research"\ntrue\n', stderr: expect.stringContaining("nothing was changed") });
    expect(await studioctl(`domain create ${parts.replace("subnet-b", "subnet-z")} --dry-run`, given)).toMatchObject({ code: 1 });
    expect(given.studio.count("createDomain")).toBe(0);
  });

  it("says what could not be checked", async () => {
    const given = world({}, { network: fakeNetwork({ denied: true }) }, fakeRoles({ denied: true }));
    const { code, stderr } = await studioctl(`domain create ${parts} --yes`, given);
    expect(code).toBe(0);
    expect(stderr).toContain("not checked, because these credentials cannot read it: whether subnet-a, subnet-b belong to vpc-1");
  });

  it("returns at once with --no-wait", async () => {
    expect(await studioctl(`domain create ${parts} --yes --no-wait`, world())).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("accepted: it is Pending"),
    });
  });

  it.each([
    ["", "a domain needs --name, --vpc, --subnets, --execution-role"],
    ["--name research --vpc vpc-1", "a domain needs --subnets, --execution-role"],
    ["--name my_domain", '--name does not take "my_domain"'],
    ["--vpc vpc_1", '--vpc does not take "vpc_1"'],
    ["--subnets subnet-a,sub/net", '--subnets does not take "sub/net"'],
    ["--execution-role Studio", '--execution-role does not take "Studio"'],
    ["--kms-key a*b", '--kms-key does not take "a*b"'],
    ["--sharing-bucket shared", '--sharing-bucket does not take "shared"'],
    ["--default-instance-type ml.m5.larg", '--default-instance-type: the service knows no instance type "ml.m5.larg"'],
    ["--default-instance-type system", 'a KernelGateway app cannot run on "system"'],
    ["--network private", '--network does not take "private"'],
    ["--tag team", '--tag does not take "team"'],
    [`${parts} --sharing-kms-key k`, "--sharing-kms-key needs --sharing-bucket"],
    [`${parts} --user alice`, "--user can only be used with --quick"],
    ["--quick --vpc vpc-1", "--vpc cannot be used with --quick"],
    ["--quick --subnets subnet-a", "--subnets cannot be used with --quick"],
    ["--quick --auth-mode SSO", "--auth-mode cannot be used with --quick"],
    ["--quick --no-wait --yes", "--no-wait cannot be used with --quick"],
    ["--quick --user a_b", '"a_b" is not a valid user profile name'],
  ])("%s is a usage error before any call", async (words, message) => {
    const given = world();
    expect(await studioctl(`domain create ${words}`.trim(), given)).toMatchObject({ code: 2, error: { message } });
    expect(given.studio.calls).toEqual([]);
  });
});

describe("domain create --quick", () => {
  it("sets everything up, and the second time finds it so", async () => {
    const given = world();
    const words = "domain create --quick --yes --query [DomainId,UserProfileName] -o tsv";
    expect(await studioctl(words, given)).toMatchObject({ code: 0, stdout: expect.stringContaining("default-20260302T120000") });
    const calls = given.studio.calls.length;
    const again = await studioctl("domain create --quick --yes", given);
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining("already set up: nothing was changed") });
    expect(given.studio.calls.slice(calls).map(([method]) => method)).toEqual(["listDomains", "listUserProfiles", "describeDomain"]);
  });

  it("offers the roles there are at a terminal, and shows what it will make", async () => {
    const labels: string[] = [];
    const select = async (_question: string, choices: readonly { label: string; value: string }[]) => {
      labels.push(...choices.map(({ label }) => label));
      return choices[2]?.value ?? "";
    };
    const given = world({}, { terminal: true, answers: { ...yes, select } });
    const { code, stderr } = await studioctl("domain create --quick", given);
    expect([code, labels]).toEqual([0, ["a new one", "Studio", "Other"]]);
    expect(stderr).toMatch(/Execution role +Other \(exists\)\n/);
    expect(given.studio.subjects("createDomain")[0]).toContain(roleArn("Other"));
  });

  it("makes a new role with --yes, without a question", async () => {
    const given = world({}, { terminal: true });
    expect(await studioctl("domain create --quick --yes", given)).toMatchObject({ code: 0 });
    expect(given.roles.created).toHaveLength(1);
  });

  it("--dry-run shows the plan and changes nothing", async () => {
    const given = world();
    const ran = await studioctl("domain create --quick --user alice --dry-run", given);
    expect(ran).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/Domain +QuickSetupDomain-20260302T120000 \(new\)[\s\S]+User +alice \(new\)/),
    });
    expect([given.studio.count("createDomain"), given.roles.created]).toEqual([0, []]);
  });
});

describe("domain update", () => {
  const settings = { DefaultUserSettings: { ExecutionRole: Studio } };
  const options: FakeStudioOptions = {
    domains: [{ DomainId: "d-1", DomainName: "research", VpcId: "vpc-1", SubnetIds: ["subnet-a"], ...settings }],
  };

  it("shows the difference, asks, and shows it again as the result", async () => {
    const questions: string[] = [];
    const given = world(options, { terminal: true, answers: asked(questions) });
    const { code, stdout, stderr } = await studioctl("domain update research --default-instance-type ml.m5.large", given);
    expect([code, questions]).toEqual([0, ["Change domain d-1?"]]);
    for (const shown of [stdout, stderr]) expect(shown).toMatch(/KernelGateway\.InstanceType +- +ml\.m5\.large/);
  });

  it("gives scripts the whole path, and what became of it", async () => {
    const { stdout } = await studioctl("domain update research --subnets subnet-b,subnet-a --yes -o json", world(options));
    expect(JSON.parse(stdout)).toEqual({
      DomainId: "d-1",
      Changed: true,
      Differences: [{ Setting: "SubnetIds", Before: ["subnet-a"], After: ["subnet-b", "subnet-a"] }],
      Status: "InService",
    });
  });

  it("of what is so already changes nothing, and asks nobody", async () => {
    const given = world(options);
    expect(await studioctl(`domain update research --execution-role ${Studio} --network public --subnets subnet-a`, given)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "nothing to change\n",
    });
    expect(given.studio.count("updateDomain")).toBe(0);
  });

  it("names the apps in the way, and changes nothing", async () => {
    const given = world({ ...options, apps: [gateway("churn")] });
    expect(await studioctl("domain update research --network vpc-only --yes", given)).toMatchObject({
      code: 1,
      error: { why: "alice/KernelGateway/churn" },
    });
    expect(given.studio.count("updateDomain")).toBe(0);
  });

  it("is declined where nobody can be asked, or says no", async () => {
    const given = world(options);
    expect(await studioctl("domain update research --tag a=b", given)).toMatchObject({ code: 5 });
    const no = world(options, { terminal: true, answers: asked([], false) });
    expect(await studioctl("domain update research --tag a=b", no)).toMatchObject({ code: 5 });
    expect([given.studio.count("addTags"), no.studio.count("addTags")]).toEqual([0, 0]);
  });

  it("that asks for nothing is a usage error before any call", async () => {
    const given = world(options);
    expect(await studioctl("domain update research", given)).toMatchObject({ code: 2, error: { message: "nothing to change" } });
    expect(given.studio.calls).toEqual([]);
  });
});
