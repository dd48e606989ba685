import { describe, expect, it } from "vitest";
import { account, patience, quickStory } from "./account.ts";

const vpc = "vpc-0a1b2c3d4e5f60718";
const subnets = ["subnet-0a1b2c3d4e5f60718", "subnet-0b2c3d4e5f60718a1"];
const role = "arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20240301T101500";
const parts = `--vpc ${vpc} --subnets ${subnets.join(",")} --execution-role ${role}`;

/** An account whose calls of an operation fail once. */
const failingOnce = (operation: string, error: string) =>
  account({ ...quickStory, settings: { ...quickStory.settings, faults: [{ operation, error, message: "not today", times: 1 }] } });

describe.concurrent("domain create", patience, () => {
  it("creates a domain with all that was asked, in the words of the service", async () => {
    const { run } = account();
    const flags = `--network vpc-only --kms-key alias/studio --sharing-bucket s3://shared/out --default-instance-type ml.m5.large --tag team=nlp,stage=dev`;
    const { code, stdout, stderr } = await run(`studioctl domain create --name lab ${parts} ${flags} --yes -o json`);
    expect([code, stderr]).toEqual([0, expect.stringContaining("created")]);
    expect(JSON.parse(stdout)).toMatchObject({
      DomainName: "lab",
      Status: "InService",
      AuthMode: "IAM",
      VpcId: vpc,
      SubnetIds: subnets,
      AppNetworkAccessType: "VpcOnly",
      KmsKeyId: "alias/studio",
      DefaultUserSettings: {
        ExecutionRole: role,
        SharingSettings: { NotebookOutputOption: "Allowed", S3OutputPath: "s3://shared/out" },
        JupyterLabAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.large" } },
      },
    });
    const again = await run(`studioctl domain create --name lab ${parts} --yes`);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('error: a domain "lab" exists already')]);
  });

  it("refuses what does not belong together, with the remedy, before anything is created", async () => {
    const { run, state } = account();
    const before = Object.keys(state().sagemaker.domains);
    for (const [words, error] of [
      [
        parts.replace(subnets[1] ?? "", "subnet-0e5f60718a1b2c3d4"),
        "error: subnet-0e5f60718a1b2c3d4 is not in vpc-0a1b2c3d4e5f60718\nwhy: subnet-0e5f60718a1b2c3d4 is in vpc-0d4e5f60718a1b2c3",
      ],
      [parts.replace(vpc, "vpc-0a1b2c3d4e5f60719"), "vpc-0a1b2c3d4e5f60719 not found"],
      [parts.replace("20240301T101500", "20240301T101501"), `fix: did you mean "${role}"?`],
      [
        parts.replace(role, "arn:aws:iam::111122223333:role/aws-service-role/support.amazonaws.com/AWSServiceRoleForSupport"),
        "error: SageMaker may not assume the role",
      ],
    ] as const) {
      const { code, stdout, stderr } = await run(`studioctl domain create --name lab ${words} --yes`);
      expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(error)]);
    }
    expect(Object.keys(state().sagemaker.domains)).toEqual(before);
  });
});

describe.concurrent("domain create --quick", patience, () => {
  it("sets up role, domain and user after a yes at a terminal, with a role chosen there", async () => {
    const { atTerminal, state } = account();
    const { code, screen } = await atTerminal("studioctl domain create --quick", [
      ["Which execution role?", "\x1b[B\r"],
      ["Create these?", "y\r"],
    ]);
    expect([code, screen]).toEqual([
      0,
      expect.stringMatching(
        /Execution role +AmazonSageMaker-ExecutionRole-20240301T101500 \(exists\)[\s\S]+domain QuickSetupDomain-\d{8}T\d{6} \(d-\w+\): InService/,
      ),
    ]);
    const profile = Object.values(state().sagemaker.userProfiles).find(({ UserProfileName }) => UserProfileName.startsWith("default-"));
    expect(profile).toBeDefined();
  });

  it.each([
    ["AttachRolePolicy", "AccessDenied", 4],
    ["CreateDomain", "ResourceLimitExceeded", 1],
    ["CreateUserProfile", "ResourceLimitExceeded", 1],
  ])("cut short at %s is completed by running it again, and leaves nothing over", async (operation, error, exit) => {
    const { run, state } = failingOnce(operation, error);
    const before = [
      Object.keys(state().iam.roles).length,
      Object.keys(state().sagemaker.domains).length,
      Object.keys(state().sagemaker.userProfiles).length,
    ];
    expect((await run("studioctl domain create --quick --yes")).code).toBe(exit);
    const again = await run("studioctl domain create --quick --yes --query '[Status,UserProfileName]' -o jsonl");
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^"InService"\n"default-\d{8}T\d{6}"\n$/)]);
    const after = [
      Object.keys(state().iam.roles).length,
      Object.keys(state().sagemaker.domains).length,
      Object.keys(state().sagemaker.userProfiles).length,
    ];
    expect(after).toEqual(before.map((count) => count + 1));
    const third = await run("studioctl domain create --quick --yes");
    expect([third.code, third.stderr]).toEqual([0, expect.stringContaining("already set up: nothing was changed")]);
  });
});

describe.concurrent("domain create --quick, killed while its domain is Pending", patience, () => {
  it("waits for that domain when it is run again, and makes no other", async () => {
    const { run, state } = account({ ...quickStory, settings: { transitionSeconds: { domain: 1, userProfile: 0 } } });
    const before = Object.keys(state().sagemaker.domains).length;
    let killed = false;
    const onStderr = (text: string, signal: (name: NodeJS.Signals) => void): void => {
      if (killed || !/CreateDomain .*done/.test(text)) return;
      killed = true;
      signal("SIGKILL");
    };
    expect((await run("exec studioctl domain create --quick --yes --debug", { onStderr })).code).toBe(null);
    const again = await run("studioctl domain create --quick --yes --query Status -o tsv");
    expect([again.code, again.stdout]).toEqual([0, "InService\n"]);
    expect(Object.keys(state().sagemaker.domains)).toHaveLength(before + 1);
  });
});

describe.concurrent("domain update", patience, () => {
  it("changes what is asked and nothing else, and the second time nothing", async () => {
    const { run } = account();
    const words = "studioctl domain update finance-bi --default-instance-type ml.m5.large --tag team=bi --yes";
    const before = JSON.parse((await run("studioctl domain describe finance-bi -o json")).stdout);
    const changed = await run(words);
    expect([changed.code, changed.stdout]).toEqual([0, expect.stringMatching(/KernelGateway\.InstanceType +\S+ +ml\.m5\.large/)]);
    const after = JSON.parse((await run("studioctl domain describe finance-bi -o json")).stdout);
    const { DefaultUserSettings: _before, LastModifiedTime: _then, ...rest } = before;
    const { DefaultUserSettings: _after, LastModifiedTime: _now, ...same } = after;
    expect(same).toEqual(rest);
    expect(after.DefaultUserSettings).toMatchObject({
      ExecutionRole: before.DefaultUserSettings.ExecutionRole,
      CodeEditorAppSettings: { DefaultResourceSpec: { InstanceType: "ml.m5.large" } },
    });
    const again = await run(words);
    expect([again.code, again.stdout, again.stderr]).toEqual([0, "", expect.stringContaining("nothing to change")]);
  });

  it("names the apps in the way, and changes nothing", async () => {
    const { run } = account();
    const { code, stdout, stderr } = await run("studioctl domain update research --network vpc-only --yes");
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(
      /error: domain d-\w+ cannot change its network access: 28 apps are in the way\nwhy: alice\/JupyterServer\/default, alice\/KernelGateway\/vision-gpu, .+\nfix: stop them first: studioctl app stop --all --domain d-/,
    );
  });
});
