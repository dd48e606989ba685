import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { fakeFileSystems } from "../../fakes/file-systems.ts";
import { fakeNetwork } from "../../fakes/network.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, studioctl } from "../run.ts";

const account = (apps = [gateway("churn")]) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" }],
    spaces: [
      {
        DomainId: "d-1",
        SpaceName: "nlp",
        OwnershipSettings: { OwnerUserProfileName: "alice" },
        SpaceSharingSettings: { SharingType: "Shared" },
        SpaceSettings: { SpaceStorageSettings: { EbsStorageSettings: { EbsVolumeSizeInGb: 100 } } },
      },
    ],
    apps,
  });
const empty = () => fakeStudio({ domains: [{ DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" }] });
const deletesOf = (studio: ReturnType<typeof account>) => studio.calls.filter(([method]) => method.startsWith("delete"));

describe("domain delete", () => {
  it("without --efs is a usage error that says what each choice means, and deletes nothing", async () => {
    const studio = account();
    const ran = await studioctl("domain delete research --cascade", { studio });
    expect(ran).toMatchObject({
      code: 2,
      error: { why: expect.stringMatching(/retain keeps.*cost money.*delete deletes/), fix: "--efs retain or --efs delete" },
    });
    expect(deletesOf(studio)).toEqual([]);
  });

  it("at a terminal asks what becomes of the file system, by its id, and shows the line that says it", async () => {
    const asked: string[] = [];
    const answers = { select: async (question: string) => String(asked.push(question) && "retain"), input: async () => "d-1" };
    const ran = await studioctl("domain delete research", { studio: empty(), terminal: true, answers });
    expect([ran.code, asked]).toEqual([0, ["What should happen to EFS file system fs-1 with all home directories?"]]);
    expect(ran.stderr).toContain("--efs retain");
  });

  it("of a domain without a file system demands no --efs, tells the service none, and leaves none", async () => {
    const studio = fakeStudio({ domains: [{ DomainId: "d-1", DomainName: "research" }] });
    const ran = await studioctl("domain delete research --confirm d-1 -o json", { studio });
    expect([ran.code, deletesOf(studio)]).toEqual([0, [["deleteDomain", "d-1"]]]);
    const document = JSON.parse(ran.stdout);
    expect(document).toMatchObject({ Storage: [], LeftBehind: [] });
    expect(document).not.toHaveProperty("HomeEfsFileSystem");
  });

  it("without --cascade shows what is in the way as a tree, and is 1", async () => {
    const studio = account();
    const ran = await studioctl("domain delete research --efs retain", { studio });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(
      /^d-1 \(research\) .*not empty\n└─ alice .*in the way\n {3}├─ KernelGateway\/churn .*in the way\n {3}└─ space:nlp \(shared\) .*in the way\n\nSTORAGE/m,
    );
    expect(ran.stderr).toBe("domain d-1 is not empty: 1 app, 1 space, 1 user profile\n--cascade deletes them too\n");
    expect(deletesOf(studio)).toEqual([]);
  });

  it("deletes an empty one after its id was typed", async () => {
    const studio = empty();
    const asked: string[] = [];
    const ran = await studioctl("domain delete research --efs delete", {
      studio,
      terminal: true,
      answers: { input: async (question) => String(asked.push(question) && "d-1") },
    });
    expect([ran.code, asked, deletesOf(studio)]).toEqual([
      0,
      ["This deletes domain d-1, and EFS file system fs-1 (10 GiB) with all home directories, and cannot be undone. Type d-1 to continue:"],
      [["deleteDomain", "d-1 Delete"]],
    ]);
  });

  it("names in the prompt, and shows above it, every volume and the file system with its size", async () => {
    const asked: string[] = [];
    const answers = { input: async (question: string) => String(asked.push(question) && "no") };
    const ran = await studioctl("domain delete research --efs retain --cascade", { studio: account(), terminal: true, answers });
    expect(asked).toEqual([
      "This deletes domain d-1 with 1 app, 1 space, 1 user profile, 1 volume (100 GB), and keeps EFS file system fs-1 (10 GiB), and cannot be undone. Type d-1 to continue:",
    ]);
    expect(ran.stderr).toMatch(/volume of space:nlp +100 GB +planned[^]*file system fs-1 +10 GiB +kept[^]*alice +200005 +\/200005/);
  });

  it("is not kept from deleting by storage that may not be read: its size is unknown, and it says why", async () => {
    const ran = await studioctl("domain delete research --efs retain --cascade --confirm d-1", {
      studio: account(),
      fileSystems: fakeFileSystems({ denied: true }),
      network: fakeNetwork({ denied: true }),
    });
    expect([ran.code, ran.stdout]).toEqual([0, expect.stringMatching(/file system fs-1 +unknown +kept/)]);
    expect(ran.stderr).toMatch(
      /note: the size of file system fs-1 could not be read: not allowed[^]*note: its security groups could not be read/,
    );
  });

  it("shows the tree before it asks for the id, and is 5 where another is typed", async () => {
    const studio = account();
    const ran = await studioctl("domain delete --efs delete --cascade --yes", {
      studio,
      terminal: true,
      answers: { input: async () => "research" },
    });
    expect(ran).toMatchObject({
      code: 5,
      stderr: expect.stringMatching(/KernelGateway\/churn[^]*declined: "research" is not "d-1", and nothing was changed/),
    });
    expect(deletesOf(studio)).toEqual([]);
  });

  it.each([
    ["--yes", { code: 5, error: { why: expect.stringContaining("--yes is not enough"), fix: "confirm beforehand with --confirm d-1" } }],
    ["", { code: 5, stderr: expect.stringContaining("└─ alice") }],
    ["--confirm research", { code: 2, error: { message: '--confirm says "research"', fix: "--confirm d-1" } }],
    ["--confirm d-1 --no-wait", { code: 2, error: { message: "--no-wait cannot be used with --cascade" } }],
  ])("with no terminal and %j deletes nothing", async (words, told) => {
    const studio = account();
    expect(await studioctl(`domain delete research --efs retain --cascade ${words}`.trim(), { studio })).toMatchObject(told);
    expect(deletesOf(studio)).toEqual([]);
  });

  it("with --confirm deletes all, reports it in the service's style, and what stays behind", async () => {
    const ran = await studioctl("domain delete research --efs retain --cascade --confirm d-1 -o json", { studio: account() });
    expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([
      0,
      {
        DomainId: "d-1",
        HomeEfsFileSystem: "Retain",
        Steps: [
          { Kind: "Domain", DomainId: "d-1", DomainName: "research", Status: "InService", Result: "deleted", Reason: "" },
          { Kind: "UserProfile", UserProfileName: "alice", Result: "deleted" },
          { Kind: "App", UserProfileName: "alice", AppType: "KernelGateway", AppName: "churn", Result: "deleted" },
          { Kind: "Space", SpaceName: "nlp", SharingType: "Shared", Result: "deleted" },
        ],
        Storage: [
          { Kind: "EbsVolume", SpaceName: "nlp", SizeInGb: 100, Result: "deleted" },
          { Kind: "EfsFileSystem", FileSystemId: "fs-1", SizeInBytes: 10 * 2 ** 30, Result: "kept" },
        ],
        HomeDirectories: [{ UserProfileName: "alice", Uid: "200005", Path: "/200005" }],
        HomeDirectoriesFile: expect.stringMatching(/home-directories.fs-1\.json$/),
        LeftBehind: [
          {
            What: "mount targets of fs-1: fsmt-1",
            Remove: [expect.stringContaining("delete-mount-target --mount-target-id fsmt-1"), expect.any(String)],
          },
          { What: expect.stringContaining("security groups"), Remove: [{}, {}, {}, {}].map(() => expect.stringMatching(/security-group/)) },
          {
            What: expect.stringContaining("fs-1"),
            CostsMoney: true,
            SizeInBytes: 10 * 2 ** 30,
            Command: "aws efs describe-file-systems --file-system-id fs-1 --region us-east-1",
          },
        ],
      },
    ]);
    expect(ran.stderr).toMatch(
      /to remove it, in this order[^]*delete-mount-target[^]*revoke-security-group-ingress[^]*delete-security-group[^]*delete-file-system/,
    );
    expect(ran.stderr).toContain("stays behind, and costs money: EFS file system fs-1");
  });

  it("leaves no file system behind with --efs delete", async () => {
    const ran = await studioctl("domain delete research --efs delete --cascade --confirm d-1 -o json", { studio: account() });
    expect(JSON.parse(ran.stdout)).toMatchObject({ HomeEfsFileSystem: "Delete", LeftBehind: [] });
  });

  it("--dry-run shows the tree and no more: no choice, no confirmation", async () => {
    const studio = account([gateway("churn"), gateway("bad", { Status: "Failed" })]);
    const ran = await studioctl("domain delete research --cascade --dry-run -o tsv", { studio });
    expect([ran.code, ran.stdout.split("\n").slice(0, -1)]).toEqual([
      0,
      [
        "Domain\td-1\tInService\tplanned\t",
        "UserProfile\td-1/alice\tInService\tplanned\t",
        "App\td-1/alice/KernelGateway/churn\tInService\tplanned\t",
        "App\td-1/alice/KernelGateway/bad\tFailed\tskipped\tit is Failed: it blocks nothing",
        "Space\td-1/space:nlp\tInService\tplanned\t",
      ],
    ]);
    expect(deletesOf(studio)).toEqual([]);
  });

  it.each([
    ["is 3 where some could not be deleted", "deleteApp", "d-1", 3, "1 deleted, 0 on their way, 1 failed, 2 left: run it again"],
    ["is 1 where none could", "delete", "d-1", 1, "0 deleted, 0 on their way, 2 failed, 2 left: run it again"],
  ] as const)("%s", async (_what, methods, part, code, told) => {
    const studio = account();
    for (const method of ["deleteApp", "deleteSpace"] as const) if (method.startsWith(methods)) studio.fail(method, part);
    const ran = await studioctl("domain delete research --efs retain --cascade --confirm d-1 -o name", { studio });
    expect([ran.code, ran.stderr]).toEqual([code, expect.stringContaining(told)]);
    expect(ran.stdout).toBe(code === 3 ? "d-1/space:nlp\n" : "");
  });

  it("is 130 where it was interrupted, and says what was done", async () => {
    const studio = account();
    const interrupt = new AbortController();
    studio.when("deleteUserProfile", "", () => interrupt.abort(new StudioctlError("interrupted", "interrupted")));
    const ran = await studioctl("domain delete research --efs retain --cascade --confirm d-1 -o json", {
      studio,
      signal: interrupt.signal,
    });
    expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([
      130,
      {
        Error: { Code: "interrupted" },
        LeftBehind: [],
        Steps: [{ Result: "left" }, { Result: "deleting" }, { Result: "deleted" }, { Result: "deleted" }],
      },
    ]);
    expect(ran.stderr).toMatch(/^error: interrupted\n2 deleted, 1 on their way, 0 failed, 1 left: run it again/m);
  });

  it("is 124 where the time is up", async () => {
    const studio = account();
    studio.when("listApps", "", () => studio.set(gateway("churn"), { Status: "Deleting" }));
    expect(await studioctl("domain delete research --efs retain --cascade --confirm d-1 --timeout 30s", { studio })).toMatchObject({
      code: 124,
      stderr: expect.stringContaining("gave up waiting after 30s"),
    });
  });

  it("of one that is Deleting already waits, and asks nobody", async () => {
    const studio = empty();
    studio.setDomain("d-1", { Status: "Deleting" });
    let looks = 0;
    const leaving = {
      ...studio,
      listDomains: async function* () {
        if ((looks += 1) < 4) yield* studio.listDomains();
      },
    };
    expect(await studioctl("domain delete d-1 --efs retain", { studio: leaving })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/d-1 \(research\) +Deleting +deleted/),
    });
    expect(studio.count("deleteDomain")).toBe(0);
  });
});

describe("profile delete", () => {
  it("deletes what is its own after its name was typed, and reports the home directory", async () => {
    const studio = account([gateway("churn"), gateway("fit", { UserProfileName: "bob" })]);
    const ran = await studioctl("profile delete alice --cascade --confirm alice -o json", { studio });
    expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([
      0,
      {
        DomainId: "d-1",
        UserProfileName: "alice",
        LeftBehind: [{ What: "home directory /200005 on EFS file system fs-1", CostsMoney: true }],
        Storage: [
          { SpaceName: "nlp", SizeInGb: 100, Result: "deleted" },
          { FileSystemId: "fs-1", Result: "kept" },
        ],
        HomeDirectories: [{ UserProfileName: "alice", Uid: "200005" }],
      },
    ]);
    expect(deletesOf(studio).map(([, subject]) => subject)).toEqual(["d-1/alice/KernelGateway/churn", "d-1/nlp", "d-1/alice"]);
  });

  it("without --cascade shows what is in the way", async () => {
    const studio = account();
    expect(await studioctl("profile delete alice", { studio })).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("├─ KernelGateway/churn"),
      stderr: expect.stringContaining("user profile alice is not empty: 1 app, 1 space"),
    });
    expect(deletesOf(studio)).toEqual([]);
  });

  it("refuses what cannot be a name before any call", async () => {
    const studio = account();
    expect(await studioctl("profile delete a_b", { studio })).toMatchObject({ code: 2 });
    expect(studio.calls).toEqual([]);
  });
});

describe("many targets that fail", () => {
  const refusal = new StudioctlError("denied", "not allowed to delete it", {
    why: "no policy allows sagemaker:DeleteApp",
    fix: "ask for sagemaker:DeleteApp",
  });

  it("keep why and fix of a cascade, once, in the table and in JSON", async () => {
    const studio = account([gateway("churn"), gateway("fit")]);
    studio.fail("deleteApp", "", refusal);
    const line = "domain delete research --efs retain --cascade --confirm d-1";
    const ran = await studioctl(line, { studio });
    expect(ran.stderr.match(/why: no policy allows sagemaker:DeleteApp/g)).toHaveLength(1);
    expect(ran.stderr).toMatch(
      /failed: d-1\/alice\/KernelGateway\/churn, d-1\/alice\/KernelGateway\/fit\n {2}why: no policy[^]*\n {2}fix: ask for/,
    );
    const document = JSON.parse((await studioctl(`${line} -o json`, { studio })).stdout);
    expect(document.Failures).toEqual([
      {
        Code: "denied",
        Message: "not allowed to delete it",
        Why: "no policy allows sagemaker:DeleteApp",
        Fix: "ask for sagemaker:DeleteApp",
        Targets: ["d-1/alice/KernelGateway/churn", "d-1/alice/KernelGateway/fit"],
      },
    ]);
  });

  it("keep them of app stop, and of app keep, whose other apps are tagged all the same", async () => {
    const studio = account([gateway("churn"), gateway("fit")]);
    studio.fail("deleteApp", "", refusal);
    const stop = await studioctl("app stop alice/churn alice/fit --yes -o json", { studio });
    expect(JSON.parse(stop.stdout)).toMatchObject([
      { Result: "failed", Error: { Why: "no policy allows sagemaker:DeleteApp", Fix: "ask for sagemaker:DeleteApp" } },
      { Result: "failed" },
    ]);
    expect(stop.stderr.match(/why: /g)).toHaveLength(1);
    studio.fail("addTags", "fit", refusal);
    const keep = await studioctl("app keep alice/churn alice/fit --forever -o json", { studio });
    expect([keep.code, JSON.parse(keep.stdout)]).toMatchObject([
      3,
      [
        { AppName: "churn", KeepUntil: "forever" },
        { AppName: "fit", Error: { Fix: "ask for sagemaker:DeleteApp" } },
      ],
    ]);
  });
});
