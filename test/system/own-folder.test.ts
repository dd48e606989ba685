import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeOwnFile, writeWhole } from "../../src/system/own-file.ts";
import { type Process, makeOwnFolder, requireNoPlantedLink, requireOwnFolder, whoElseMayWrite } from "../../src/system/own-folder.ts";

const root = mkdtempSync(join(tmpdir(), "studioctl-"));
afterAll(() => rmSync(root, { recursive: true }));

const me: Process = { uid: process.getuid?.(), inContainer: false };
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

let count = 0;
/** A folder of this user with a mode. */
function folder(mode = 0o700): string {
  const path = join(root, `folder-${(count += 1)}`);
  mkdirSync(path);
  chmodSync(path, mode);
  return path;
}

describe("who else may write to a folder", () => {
  const ann = { uid: 1000, inContainer: false };
  it.each([
    ["nobody, where it is the user's own", { uid: 1000, gid: 1000, mode: 0o40755 }, undefined],
    ["nobody, where only the user's private group may", { uid: 1000, gid: 1000, mode: 0o40775 }, undefined],
    ["nobody, where it is root's", { uid: 0, gid: 0, mode: 0o40755 }, undefined],
    ["everybody", { uid: 1000, gid: 1000, mode: 0o40777 }, "every user may write to it (mode 0777)"],
    [
      "everybody in /tmp, whose sticky bit keeps files from being removed, not from being put there",
      { uid: 0, gid: 0, mode: 0o41777 },
      "every user may write to it (mode 1777)",
    ],
    ["a group of several", { uid: 1000, gid: 50, mode: 0o40770 }, "its group may write to it (mode 0770)"],
    ["its owner", { uid: 1001, gid: 1001, mode: 0o40755 }, "it belongs to another user (uid 1001)"],
  ])("is %s", (_who, stats, why) => {
    expect(whoElseMayWrite(stats, ann)).toBe(why);
  });

  it("is no other user for a volume in a container, for any uid outside", () => {
    for (const uid of [0, 1001, 65534])
      expect(whoElseMayWrite({ uid, gid: 0, mode: 0o40777 }, { uid: 1000, inContainer: true })).toBeUndefined();
    expect(whoElseMayWrite({ uid: 1000, gid: 1000, mode: 0o40777 }, { uid: 1000, inContainer: true })).toContain("every user");
  });

  it("is not checked on Windows, which has no such modes", () => {
    expect(whoElseMayWrite({ uid: 0, gid: 0, mode: 0o40777 }, { uid: undefined, inContainer: false })).toBeUndefined();
  });
});

describe("a folder of studioctl's own", () => {
  it("is made with all its parents for its owner alone, for any umask", () => {
    const before = process.umask(0);
    try {
      const path = join(folder(), "state", "studioctl");
      makeOwnFolder(path, me);
      expect([modeOf(path), modeOf(join(path, ".."))]).toEqual(["700", "700"]);
    } finally {
      process.umask(before);
    }
  });

  it("is closed to others where an earlier version made it; a folder that the user named stays as it is", () => {
    const [own, named] = [join(folder(), "studioctl"), folder(0o755)];
    mkdirSync(own, { mode: 0o755 });
    makeOwnFolder(own, me);
    makeOwnFolder(named, me);
    expect([modeOf(own), modeOf(named)]).toEqual(["700", "755"]);
  });

  it.each([0o777, 0o1777])("is refused with mode %o, with what to do about it", (mode) => {
    const path = folder(mode);
    const refusal = {
      code: "failed",
      message: expect.stringContaining(path),
      fix: expect.stringMatching(/^chmod go-w .*STUDIOCTL_STATE_HOME/),
    };
    expect(() => requireOwnFolder(path, me)).toThrow(expect.objectContaining(refusal));
    expect(() => makeOwnFolder(path, me)).toThrow(expect.objectContaining(refusal));
  });

  it("is not looked for behind a link that others may have put there; a link in a folder of the user's own is followed", () => {
    const target = folder();
    const [open, own] = [folder(0o1777), folder()];
    for (const scope of [open, own]) symlinkSync(target, join(scope, "link"));
    expect(() => makeOwnFolder(join(open, "link", "state"), me)).toThrow(
      expect.objectContaining({ code: "failed", message: expect.stringContaining("symbolic link") }),
    );
    expect(readdirSync(target)).toEqual([]);
    makeOwnFolder(join(own, "link", "state"), me);
    expect(readdirSync(target)).toEqual(["state"]);
  });

  it("is not looked for behind a chain of links that has one such in it", () => {
    const [open, own] = [folder(0o777), folder()];
    symlinkSync(folder(), join(open, "second"));
    symlinkSync(join(open, "second"), join(own, "first"));
    expect(() => requireOwnFolder(join(own, "first"), me)).toThrow(expect.objectContaining({ message: expect.stringContaining("second") }));
  });

  it("a circle of links is refused", () => {
    const own = folder();
    symlinkSync(join(own, "b"), join(own, "a"));
    symlinkSync(join(own, "a"), join(own, "b"));
    expect(() => requireOwnFolder(join(own, "a"), me)).toThrow(
      expect.objectContaining({ message: expect.stringContaining("too many symbolic links") }),
    );
  });
});

it("a file is not written through a link that others may have put there", () => {
  const [open, victim] = [folder(0o1777), join(folder(), "victim")];
  writeFileSync(victim, "mine");
  symlinkSync(victim, join(open, "report.ndjson"));
  expect(() => requireNoPlantedLink(join(open, "report.ndjson"), me)).toThrow(expect.objectContaining({ code: "failed" }));
  expect(() => requireNoPlantedLink(join(open, "other.ndjson"), me)).not.toThrow();
});

describe("a file of studioctl's own", () => {
  it("is readable by its owner alone, also where it was open to all before", async () => {
    const path = join(folder(), "sightings.json");
    writeFileSync(path, "old", { mode: 0o644 });
    await writeOwnFile(path, "new");
    expect([readFileSync(path, "utf8"), modeOf(path)]).toEqual(["new", "600"]);
    expect(readdirSync(join(path, ".."))).toEqual(["sightings.json"]);
  });

  it("stays a link where the user made it one", async () => {
    const own = folder();
    writeFileSync(join(own, "dotfile"), "old");
    symlinkSync(join(own, "dotfile"), join(own, "config.json"));
    await writeWhole(join(own, "config.json"), "new", 0o600);
    expect(readFileSync(join(own, "dotfile"), "utf8")).toBe("new");
    expect(readdirSync(own)).toEqual(["config.json", "dotfile"]);
  });

  it("names itself and what to do where the system does not take it, and leaves no draft behind", async () => {
    const path = join(folder(), "taken");
    mkdirSync(path);
    writeFileSync(join(path, "file"), "");
    await expect(writeOwnFile(path, "text")).rejects.toMatchObject({
      code: "failed",
      message: expect.stringMatching(/taken" cannot be written \(E\w+\)$/),
      fix: expect.stringContaining("STUDIOCTL_STATE_HOME"),
    });
    await expect(writeOwnFile(path, "text", "STUDIOCTL_CONFIG")).rejects.toMatchObject({
      fix: expect.stringContaining("STUDIOCTL_CONFIG"),
    });
    expect(readdirSync(join(path, ".."))).toEqual(["taken"]);
  });

  it("is not written to a folder that others may write to", async () => {
    await expect(writeOwnFile(join(folder(0o777), "prices.json"), "{}")).rejects.toMatchObject({
      code: "failed",
      message: expect.stringContaining("not safe"),
    });
  });
});

describe("a folder that cannot be made", () => {
  it.runIf(process.platform === "linux").each(["/proc/studioctl", "/proc/studioctl/state/receipts"])(
    "is refused at once, also where the folder above it exists and answers that nothing is there: %s",
    (path) => {
      expect(() => makeOwnFolder(path, me)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^(ENOENT|EACCES|EPERM)$/) }));
    },
  );

  it("is refused where a file is in its place or above it", () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    expect(() => makeOwnFolder(file, me)).toThrow(expect.objectContaining({ code: "EEXIST" }));
    expect(() => makeOwnFolder(join(file, "below"), me)).toThrow(expect.objectContaining({ code: "ENOTDIR" }));
  });

  it("is none where several folders above it are absent", () => {
    const path = join(folder(), "a", "b", "c");
    makeOwnFolder(path, me);
    expect(modeOf(path)).toBe("700");
  });
});
