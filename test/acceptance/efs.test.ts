import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { type Account, account, patience } from "./account.ts";

const installed = spawnSync("aws", ["--version"]).status === 0;

/** What a command line prints as JSON; it has to succeed. */
async function json(run: Account["run"], line: string) {
  const { code, stdout, stderr } = await run(line);
  if (code !== 0) throw new Error(`${line}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Times as studioctl writes them: the `aws` command of version 1 has seconds, with what a float leaves of the milliseconds. */
function withIsoTimes<T extends { readonly Timestamp: number | string }>(size: T): T {
  const time = new Date(typeof size.Timestamp === "number" ? Math.round(size.Timestamp * 1000) : size.Timestamp);
  return { ...size, Timestamp: time.toISOString() };
}

/** Visits the sandbox of an account while it is served, with a function that asks the `aws` command. */
async function whileServed(
  { run }: Account,
  visit: (aws: (words: string) => Promise<ReturnType<typeof JSON.parse>>) => Promise<void>,
): Promise<void> {
  const visits: Promise<void>[] = [];
  await run("exec studioctl sandbox serve --port 0", {
    onStderr: (text, signal) => {
      const [, endpoint] = /(http:\/\/127\.0\.0\.1:\d+)[^]*same state/.exec(text) ?? [];
      if (endpoint === undefined || visits.length > 0) return;
      const credentials = "AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox";
      const aws = (words: string) => json(run, `${credentials} aws --region us-east-1 --output json --endpoint-url ${endpoint} ${words}`);
      visits.push(visit(aws).finally(() => signal("SIGINT")));
    },
  });
  expect(visits).toHaveLength(1);
  await Promise.all(visits);
}

describe.each(installed ? ["aws"] : [])("efs mount-info and the %s command", patience, () => {
  it("agree field by field", async () => {
    const own = account();
    await whileServed(own, async (aws) => {
      const describeFileSystem = async (id: string) => (await aws(`efs describe-file-systems --file-system-id ${id}`)).FileSystems[0];
      const { HomeEfsFileSystemId: id, DomainId } = await json(own.run, "studioctl domain describe research -o json");
      const before = await describeFileSystem(id);
      const { MountTargets, ClientSecurityGroups, HomeDirectories, DnsName, Commands, ...shown } = await json(
        own.run,
        "studioctl efs mount-info -d research -o json",
      );
      const after = await describeFileSystem(id);

      const told = [before, after].map(({ FileSystemId, LifeCycleState, Encrypted, KmsKeyId, SizeInBytes }) => ({
        DomainId,
        FileSystemId,
        LifeCycleState,
        Encrypted,
        KmsKeyId,
        SizeInBytes: withIsoTimes(SizeInBytes),
      }));
      // The size is metered anew every hour, perhaps just now.
      expect(told).toContainEqual(shown);
      expect(DnsName).toBe(`${id}.efs.us-east-1.amazonaws.com`);
      expect(Commands.Mount).toBe(`sudo mount -t efs -o tls ${id}:/ /mnt/studio`);

      const { MountTargets: targets } = await aws(`efs describe-mount-targets --file-system-id ${id}`);
      const withGroups = targets.map(async (target: { MountTargetId: string }) => ({
        ...target,
        ...(await aws(`efs describe-mount-target-security-groups --mount-target-id ${target.MountTargetId}`)),
      }));
      expect(MountTargets.length).toBeGreaterThan(1);
      expect(new Set(MountTargets)).toEqual(new Set(await Promise.all(withGroups)));

      const { SecurityGroups } = await aws(
        `ec2 describe-security-groups --filters Name=group-name,Values=security-group-for-outbound-nfs-${DomainId}`,
      );
      expect(ClientSecurityGroups).toEqual(SecurityGroups.map(({ GroupId }: { GroupId: string }) => GroupId));

      const [{ UserProfileName, Uid, Path }] = HomeDirectories;
      const profile = await aws(`sagemaker describe-user-profile --domain-id ${DomainId} --user-profile-name ${UserProfileName}`);
      expect([profile.HomeEfsFileSystemUid, Path]).toEqual([Uid, `/${Uid}`]);
      expect(HomeDirectories).toHaveLength((await aws(`sagemaker list-user-profiles --domain-id-equals ${DomainId}`)).UserProfiles.length);
    });
  });
});

it.each(installed ? [] : ["aws"])("%s is left out: it is not on PATH", (command) => {
  expect(spawnSync(command).error).toMatchObject({ code: "ENOENT" });
});

describe.concurrent("the home directories of the sandbox", patience, () => {
  it("are mounted by a script that a shell reads, for any name of the place", async () => {
    const { run } = account();
    const { code, stdout, stderr } = await run(
      String.raw`studioctl efs mount-info -d research --user alice --mount-point "/mnt/alice's \"big\" home/" --script -q | tee script | sh -n && cat script`,
    );
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^#!\/bin\/sh\n/);
    expect(stdout).toContain(String.raw`mount_point='/mnt/alice'\''s "big" home'`);
  });

  it("are reached through an access point of the file system, and through no other", async () => {
    const { run } = account();
    const refused = await run("studioctl efs mount-info -d research --access-point fsap-0123456789abcdef0");
    const [, id, own] =
      /^error: no access point fsap-0123456789abcdef0 on file system (fs-\w+)\nfix: one of: (fsap-\w+)$/m.exec(refused.stderr) ?? [];
    expect([refused.code, own]).toEqual([1, expect.stringMatching(/^fsap-/)]);
    const { Commands } = await json(run, `studioctl efs mount-info -d research --access-point ${own} --iam -o json`);
    expect(Commands).toEqual({
      Install: "sudo yum install -y amazon-efs-utils",
      Mount: `sudo mount -t efs -o tls,iam,accesspoint=${own} ${id}:/ /mnt/studio`,
      Fstab: `${id}:/ /mnt/studio efs _netdev,noresvport,tls,iam,accesspoint=${own} 0 0`,
    });
  });

  it("stay behind a domain that is deleted with --efs retain, and are found again", async () => {
    const { run } = account();
    const { DomainId, HomeEfsFileSystemId } = await json(run, "studioctl domain describe finance-bi -o json");
    expect((await run("studioctl efs orphans -o name")).stdout).not.toContain(HomeEfsFileSystemId);
    expect(await run(`studioctl domain delete finance-bi --efs retain --cascade --confirm ${DomainId}`)).toMatchObject({ code: 0 });
    expect(await json(run, "studioctl efs orphans -o json")).toEqual(
      expect.arrayContaining([expect.objectContaining({ FileSystemId: HomeEfsFileSystemId, DomainId })]),
    );
    expect((await run(`studioctl efs usage -d ${DomainId}`)).stderr).toContain(`error: no domain "${DomainId}"`);
  });

  it("say how much they take, as the service meters it", async () => {
    const { run } = account();
    const { SizeInBytes, StorageClasses, MonthlyUsd } = await json(run, "studioctl efs usage -d research -o json");
    const bytes = StorageClasses.reduce((sum: number, { Bytes }: { Bytes: number }) => sum + Bytes, 0);
    expect([bytes, MonthlyUsd > 0]).toEqual([SizeInBytes.Value, true]);
  });

  it.each([
    ["--mount-point home/alice", 'error: --mount-point "home/alice" is not absolute'],
    ["--access-point fsap-1", 'error: --access-point "fsap-1" is not the id of an access point'],
    ["--client nfs --iam", "error: --iam cannot be used with --client nfs"],
    ["--client efs", 'fix: did you mean "nfs"?'],
  ])("are not shown with %s", async (words, message) => {
    const { code, stdout, stderr } = await account().run(`studioctl efs mount-info -d research ${words}`);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
  });
});
