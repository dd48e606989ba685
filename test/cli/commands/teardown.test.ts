import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { fakeStudio } from "../../fakes/studio.ts";
import { gateway, studioctl } from "../run.ts";

const account = (apps = [gateway("churn")]) =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", HomeEfsFileSystemUid: "200005" }],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", OwnershipSettings: { OwnerUserProfileName: "alice" }, SpaceSharingSettings: { SharingType: "Shared" } }],
    apps,
  });
const empty = () => fakeStudio({ domains: [{ DomainId: "d-1", DomainName: "research", HomeEfsFileSystemId: "fs-1" }] });
const deletesOf = (studio: ReturnType<typeof account>) => studio.calls.filter(([method]) => method.startsWith("delete"));

describe("domain delete", () => {
  it("without --efs is a usage error that says what each choice means, before any call", async () => {
    const studio = account();
    const ran = await studioctl("domain delete research --cascade", { studio });
    expect(ran).toMatchObject({ code: 2, error: { why: expect.stringMatching(/retain keeps.*costing money.*delete deletes/), fix: "--efs retain or --efs delete" } });
    expect(studio.calls).toEqual([]);
  });

  it("without --cascade shows what is in the way as a tree, and is 1", async () => {
    const studio = account();
    const ran = await studioctl("domain delete research --efs retain", { studio });
    expect(ran.code).toBe(1);
    expect(ran.stdout).toMatch(/^d-1 \(research\) .*not empty\n└─ alice .*in the way\n {3}├─ KernelGateway\/churn .*in the way\n {3}└─ space:nlp \(shared\) .*in the way\n$/m);
    expect(ran.stderr).toBe("domain d-1 is not empty: 1 app, 1 space, 1 user profile\n--cascade deletes them too\n");
    expect(deletesOf(studio)).toEqual([]);
  });

  it("deletes an empty one after its id was typed", async () => {
    const studio = empty();
    const asked: string[] = [];
    const ran = await studioctl("domain delete research --efs delete", { studio, terminal: true, answers: { input: async (question) => String(asked.push(question) && "d-1") } });
    expect([ran.code, asked, deletesOf(studio)]).toEqual([0, ["This deletes domain d-1, and cannot be undone. Type d-1 to go on:"], [["deleteDomain", "d-1 Delete"]]]);
  });

  it("shows the tree before it asks for the id, and is 5 where another is typed", async () => {
    const studio = account();
    const ran = await studioctl("domain delete --efs delete --cascade --yes", { studio, terminal: true, answers: { input: async () => "research" } });
    expect(ran).toMatchObject({ code: 5, stderr: expect.stringMatching(/KernelGateway\/churn[^]*declined: "research" is not "d-1", and nothing was changed/) });
    expect(deletesOf(studio)).toEqual([]);
  });

  it.each([
    ["--yes", { code: 5, error: { why: expect.stringContaining("--yes is not enough"), fix: "confirm beforehand with --confirm d-1" } }],
    ["", { code: 5, stderr: expect.stringContaining("└─ alice") }],
    ["--confirm research", { code: 2, error: { message: '--confirm says "research"', fix: "--confirm d-1" } }],
    ["--confirm d-1 --no-wait", { code: 2, error: { message: "--no-wait does not go with --cascade" } }],
  ])("with no terminal and %j deletes nothing", async (words, told) => {
    const studio = account();
    expect(await studioctl(`domain delete research --efs retain --cascade ${words}`.trim(), { studio })).toMatchObject(told);
    expect(deletesOf(studio)).toEqual([]);
  });

  it("with --confirm deletes all, tells it in the service's style, and what stays behind", async () => {
    const ran = await studioctl("domain delete research --efs retain --cascade --confirm d-1 -o json", { studio: account() });
    expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([0, {
      DomainId: "d-1",
      HomeEfsFileSystem: "Retain",
      Steps: [
        { Kind: "Domain", DomainId: "d-1", DomainName: "research", Status: "InService", Result: "deleted", Reason: "" },
        { Kind: "UserProfile", UserProfileName: "alice", Result: "deleted" },
        { Kind: "App", UserProfileName: "alice", AppType: "KernelGateway", AppName: "churn", Result: "deleted" },
        { Kind: "Space", SpaceName: "nlp", SharingType: "Shared", Result: "deleted" },
      ],
      LeftBehind: [{ What: expect.stringContaining("fs-1"), CostsMoney: true, Command: "aws efs describe-file-systems --file-system-id fs-1 --region us-east-1" }, {}, {}],
    }]);
    expect(ran.stderr).toContain("stays behind, and costs money: EFS file system fs-1");
  });

  it("leaves no file system behind with --efs delete", async () => {
    const ran = await studioctl("domain delete research --efs delete --cascade --confirm d-1 -o json", { studio: account() });
    expect(JSON.parse(ran.stdout)).toMatchObject({ HomeEfsFileSystem: "Delete", LeftBehind: [] });
  });

  it("--dry-run shows the tree and no more: no choice, no confirmation", async () => {
    const studio = account([gateway("churn"), gateway("bad", { Status: "Failed" })]);
    const ran = await studioctl("domain delete research --cascade --dry-run -o tsv", { studio });
    expect([ran.code, ran.stdout.split("\n").slice(0, -1)]).toEqual([0, [
      "Domain\td-1\tInService\tplanned\t",
      "UserProfile\td-1/alice\tInService\tplanned\t",
      "App\td-1/alice/KernelGateway/churn\tInService\tplanned\t",
      "App\td-1/alice/KernelGateway/bad\tFailed\tskipped\tit is Failed: it blocks nothing",
      "Space\td-1/space:nlp\tInService\tplanned\t",
    ]]);
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
    const ran = await studioctl("domain delete research --efs retain --cascade --confirm d-1 -o json", { studio, signal: interrupt.signal });
    expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([130, { Error: { Code: "interrupted" }, LeftBehind: [], Steps: [{ Result: "left" }, { Result: "deleting" }, { Result: "deleted" }, { Result: "deleted" }] }]);
    expect(ran.stderr).toMatch(/^error: interrupted\n2 deleted, 1 on their way, 0 failed, 1 left: run it again/m);
  });

  it("is 124 where the time is up", async () => {
    const studio = account();
    studio.when("listApps", "", () => studio.set(gateway("churn"), { Status: "Deleting" }));
    expect(await studioctl("domain delete research --efs retain --cascade --confirm d-1 --timeout 30s", { studio })).toMatchObject({ code: 124, stderr: expect.stringContaining("gave up waiting after 30s") });
  });

  it("of one that is Deleting already waits, and asks nobody", async () => {
    const studio = empty();
    studio.setDomain("d-1", { Status: "Deleting" });
    let looks = 0;
    const leaving = { ...studio, listDomains: async function* () { if ((looks += 1) < 4) yield* studio.listDomains(); } };
    expect(await studioctl("domain delete d-1 --efs retain", { studio: leaving })).toMatchObject({ code: 0, stdout: expect.stringMatching(/d-1 \(research\) +Deleting +deleted/) });
    expect(studio.count("deleteDomain")).toBe(0);
  });
});

describe("profile delete", () => {
  it("deletes what is its own after its name was typed, and tells of the home directory", async () => {
    const studio = account([gateway("churn"), gateway("fit", { UserProfileName: "bob" })]);
    const ran = await studioctl("profile delete alice --cascade --confirm alice -o json", { studio });
    expect([ran.code, JSON.parse(ran.stdout)]).toMatchObject([0, { DomainId: "d-1", UserProfileName: "alice", LeftBehind: [{ What: "home directory /200005 on EFS file system fs-1", CostsMoney: true }] }]);
    expect(deletesOf(studio).map(([, subject]) => subject)).toEqual(["d-1/alice/KernelGateway/churn", "d-1/nlp", "d-1/alice"]);
  });

  it("without --cascade shows what is in the way", async () => {
    const studio = account();
    expect(await studioctl("profile delete alice", { studio })).toMatchObject({ code: 1, stdout: expect.stringContaining("├─ KernelGateway/churn"), stderr: expect.stringContaining("user profile alice is not empty: 1 app, 1 space") });
    expect(deletesOf(studio)).toEqual([]);
  });

  it("refuses what cannot be a name before any call", async () => {
    const studio = account();
    expect(await studioctl("profile delete a_b", { studio })).toMatchObject({ code: 2 });
    expect(studio.calls).toEqual([]);
  });
});
