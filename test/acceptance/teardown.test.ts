import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type Outcome, account, patience, quickStory } from "./account.ts";

interface Report {
  readonly Steps: readonly {
    readonly Kind: string;
    readonly AppName?: string;
    readonly SpaceName?: string;
    readonly UserProfileName?: string;
    readonly Result: string;
    readonly Reason: string;
  }[];
  readonly LeftBehind: readonly { readonly What: string }[];
}
const reportOf = ({ stdout }: Outcome): Report => JSON.parse(stdout);
const results = (outcome: Outcome) => new Set(reportOf(outcome).Steps.map(({ Result }) => Result));

/** The story, in which every delete takes a moment. */
const story = () =>
  account({ ...quickStory, settings: { transitionSeconds: { domain: 0.4, userProfile: 0.4, space: 0.4, appStop: 0.4 } } });

/** The id of the domain called research. */
const idOf = ({ state }: ReturnType<typeof account>): string =>
  Object.values(state().sagemaker.domains).find(({ DomainName }) => DomainName === "research")?.DomainId ?? "";

/** Sends a signal once stderr shows a text. */
const upon = (shown: RegExp, name: NodeJS.Signals) => {
  let sent = false;
  return (text: string, signal: (name: NodeJS.Signals) => void): void => {
    if (sent || !shown.test(text)) return;
    sent = true;
    signal(name);
  };
};

describe.concurrent("domain delete --cascade", patience, () => {
  it("leaves nothing of the domain, nothing of others gone, and names what still costs money", async () => {
    const person = account();
    const id = idOf(person);
    const outcome = await person.run(`studioctl domain delete research --efs retain --cascade --confirm ${id} -o json`);
    expect([outcome.code, results(outcome)]).toEqual([0, new Set(["deleted", "skipped"])]);
    expect(reportOf(outcome).LeftBehind.map(({ What }) => What)).toEqual([
      expect.stringMatching(/^mount targets of fs-/),
      expect.stringMatching(/^security groups/),
      expect.stringMatching(/^EFS file system fs-/),
      expect.stringMatching(/^execution role/),
    ]);
    expect(outcome.stderr).toMatch(
      /deleted: 28 apps\ndeleted: 3 spaces\ndeleted: 8 user profiles\ndeleted: 1 domain\n[^]*stays behind, and costs money: EFS/,
    );
    // The last change is settled when it is read.
    expect((await person.run("studioctl domain list -o name")).stdout).not.toContain(id);
    const others = await person.run("studioctl profile list -d finance-bi -o name && studioctl app list -d finance-bi -o name");
    expect(others.stdout.trim().split("\n")).toHaveLength(2 + 4);
    expect((await person.run(`studioctl app list -d ${id}`)).code).toBe(1);
  });

  it("keeps the map of users to uids, by which what was retained is mounted", async () => {
    const person = account();
    const uid = JSON.parse((await person.run("studioctl profile describe alice -d research -o json")).stdout).HomeEfsFileSystemUid;
    const { stdout } = await person.run(`studioctl domain delete research --efs retain --cascade --confirm ${idOf(person)} -o json`);
    const { HomeDirectoriesFile: file, HomeDirectories, Storage } = JSON.parse(stdout);
    expect(HomeDirectories).toContainEqual({ UserProfileName: "alice", Uid: uid, Path: `/${uid}` });
    expect([statSync(file).mode & 0o777, JSON.parse(readFileSync(file, "utf8"))]).toMatchObject([
      0o600,
      { DomainName: "research", HomeDirectories },
    ]);
    const { FileSystemId } = Storage.at(-1);
    expect(Storage).toContainEqual(expect.objectContaining({ SpaceName: "nlp-notebooks", SizeInGb: 100, Result: "deleted" }));
    const mount = await person.run(`studioctl efs mount-info --file-system ${FileSystemId} --user alice --query Commands.Mount -o tsv`);
    expect([mount.code, mount.stdout]).toEqual([0, `sudo mount -t efs -o tls ${FileSystemId}:/${uid} /mnt/studio-alice\n`]);
  });

  it("of a domain without a file system needs no --efs, and other commands say that it has none", async () => {
    const person = account({
      ...quickStory,
      domains: [
        {
          name: "quick",
          fileSystem: "none",
          users: [{ name: "ana" }],
          spaces: [{ name: "lab", owner: "ana", type: "JupyterLab", volumeGb: 30 }],
        },
      ],
    });
    const [mount, usage, describe, doctor, cost, orphans] = await Promise.all(
      ["efs mount-info", "efs usage", "profile describe ana", "doctor -o json", "cost -o json", "efs orphans -o name"].map((words) =>
        person.run(`studioctl ${words}`),
      ),
    );
    for (const told of [mount, usage])
      expect([told?.code, told?.stderr]).toEqual([
        1,
        expect.stringMatching(/has no file system[^]*its own volume[^]*studioctl space list/),
      ]);
    expect(describe?.stdout).not.toContain("Home directory");
    expect(doctor?.stdout).toContain("it has no file system: each space keeps its files on its own volume");
    expect([cost?.code, JSON.parse(cost?.stdout ?? "").Storage.length, orphans?.code]).toEqual([0, 1, 0]);
    const id = (await person.run("studioctl domain list -o name")).stdout.trim();
    const gone = await person.run(`studioctl domain delete quick --cascade --confirm ${id} -o json`);
    expect([gone.code, JSON.parse(gone.stdout)]).toMatchObject([
      0,
      {
        Storage: [{ SpaceName: "lab", SizeInGb: 30, Result: "deleted" }],
        LeftBehind: [{ What: expect.stringMatching(/^execution role/) }],
      },
    ]);
  });

  it("killed midway continues from what is left", async () => {
    const person = story();
    const line = `studioctl domain delete research --efs delete --cascade --confirm ${idOf(person)}`;
    const killed = await person.run(`exec ${line} --debug`, { onStderr: upon(/DeleteSpace .*done/, "SIGKILL") });
    expect([killed.code, killed.stdout]).toEqual([null, ""]);
    const again = await person.run(`${line} -o json`);
    expect(again.code).toBe(0);
    const { Steps } = reportOf(again);
    expect(Steps.length).toBeLessThan(1 + 8 + 3 + 29);
    expect(Steps.at(0)).toMatchObject({ Kind: "Domain", Result: "deleted" });
  });

  it("interrupted says what was done, is 130, and continues when run again", async () => {
    const person = story();
    const line = `studioctl domain delete research --efs retain --cascade --confirm ${idOf(person)}`;
    const cut = await person.run(`exec ${line} --debug -o json`, { onStderr: upon(/DeleteUserProfile .*done/, "SIGINT") });
    expect(cut.code).toBe(130);
    expect([...results(cut)].toSorted()).toEqual(["deleted", "deleting", "left", "skipped"].filter((result) => results(cut).has(result)));
    expect(
      reportOf(cut)
        .Steps.filter(({ Kind }) => Kind === "App")
        .map(({ Result }) => Result),
    ).toContain("deleted");
    expect(reportOf(cut).Steps[0]).toMatchObject({ Kind: "Domain", Result: "left" });
    expect(cut.stderr).toMatch(/^error: interrupted\n\d+ deleted, .* left: run it again/m);
    expect((await person.run(line)).code).toBe(0);
  });

  it("a delete that fails keeps what it is in, and nothing else; run again, it completes", async () => {
    const person = account({
      ...quickStory,
      settings: {
        ...quickStory.settings,
        faults: [{ operation: "DeleteSpace", matching: "nlp-notebooks", error: "fails", message: "the volume is in use", times: 1 }],
      },
    });
    const line = `studioctl domain delete research --efs delete --cascade --confirm ${idOf(person)} -o json`;
    const failed = await person.run(line);
    expect([failed.code, reportOf(failed).Steps.filter(({ Result }) => Result === "failed" || Result === "left")]).toMatchObject([
      3,
      [
        { Kind: "Domain", Result: "left" },
        { Kind: "UserProfile", UserProfileName: "dmitri", Result: "left" },
        { Kind: "Space", SpaceName: "nlp-notebooks", Result: "failed", Reason: "it is Delete_Failed: the volume is in use" },
      ],
    ]);
    const again = await person.run(line);
    expect([again.code, reportOf(again).Steps.map(({ Kind }) => Kind)]).toEqual([0, ["Domain", "UserProfile", "App", "Space"]]);
  });

  it("at a terminal shows the tree, has the id typed, and shows how far it is", async () => {
    const person = story();
    const id = idOf(person);
    const { code, screen } = await person.atTerminal("studioctl domain delete research --efs delete --cascade", [
      [`Type ${id} to continue:`, `${id}\r`],
    ]);
    expect(code).toBe(0);
    expect(screen).toMatch(
      /├─ ben[^]*│ {2}└─ space:etl-scripts[^]*with 28 apps,\s3\sspaces[^]*gone: \d+ of 28 apps[^]*deleted: 8 user profiles[^]*ines +InService +deleted/,
    );
  });

  it.each([
    ["research\r", 5],
    ["\r", 5],
    ["\u0003", 130],
  ])("typed otherwise (%j) is %i, and nothing is changed", async (keys, code) => {
    const person = account();
    const before = person.state().sagemaker;
    const shown = await person.atTerminal("studioctl domain delete research --efs delete --cascade --yes", [["to continue:", keys]]);
    expect([shown.code, person.state().sagemaker]).toEqual([code, before]);
  });

  it("with no terminal wants --confirm", async () => {
    const person = account();
    const { code, stderr } = await person.run("studioctl domain delete research --efs delete --cascade --yes");
    expect([code, stderr]).toEqual([5, expect.stringMatching(/├─ ben[^]*why: --yes is not enough[^]*--confirm d-/)]);
  });
});

describe.concurrent("profile delete", patience, () => {
  it("shows what is in the way, then deletes it and the user alone", async () => {
    const person = account();
    const refused = await person.run("studioctl profile delete ben -d research");
    expect([refused.code, refused.stdout]).toEqual([
      1,
      expect.stringMatching(/^ben .*not empty\n├─ JupyterServer\/default[^]*└─ space:etl-scripts[^]*└─ CodeEditor\/default/m),
    ]);
    const done = await person.run("studioctl profile delete BEN -d research --cascade --confirm ben");
    expect([done.code, done.stderr]).toEqual([
      0,
      expect.stringMatching(/stays behind, and costs money: home directory \/\d+ on EFS file system fs-/),
    ]);
    expect((await person.run("studioctl profile list -d research -o name")).stdout.split("\n")).toHaveLength(7 + 1);
  });
});
