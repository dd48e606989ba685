import { describe, expect, it } from "vitest";
import type { AppTypeSettings } from "../../../src/core/domain/domain.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { levelLabel } from "../../../src/core/settings/level.ts";
import { type DetachFrom, detachFromLevels } from "../../../src/operations/settings/detach.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const waiting = { timeoutMs: 60_000 };
const own = { JupyterLabAppSettings: { LifecycleConfigArns: ["arn"] }, CodeEditorAppSettings: { LifecycleConfigArns: ["arn"] } };
const region = () =>
  fakeStudio({
    domains: [{ DomainId: "d-1", DefaultUserSettings: own, DefaultSpaceSettings: own }],
    profiles: [{ DomainId: "d-1", UserProfileName: "alice", UserSettings: own }],
    spaces: [{ DomainId: "d-1", SpaceName: "nlp", SpaceSettings: own }],
  });
const domain = { DomainId: "d-1" };
const all: readonly DetachFrom[] = [
  { level: domain, type: "JupyterLab" },
  { level: { ...domain, sharedSpaces: true }, type: "JupyterLab" },
  { level: { ...domain, owner: { UserProfileName: "alice" } }, type: "JupyterLab" },
  { level: { ...domain, owner: { UserProfileName: "alice" } }, type: "CodeEditor" },
  { level: { ...domain, owner: { SpaceName: "nlp" } }, type: "JupyterLab" },
];
const without = (settings: AppTypeSettings): AppTypeSettings => ({ ...settings, LifecycleConfigArns: [] });
const detach = async (studio: FakeStudio, wait = true, signal?: AbortSignal) =>
  await detachFromLevels(
    { studio, clock: fakeClock(), progress: silentProgress },
    all,
    without,
    { ...waiting, ...(signal && { signal }) },
    wait,
  );
const updates = (studio: FakeStudio) => studio.calls.map(([method]) => method).filter((method) => method.startsWith("update"));

describe("detaching from settings levels", () => {
  it("changes domains after their user profiles and spaces, and each of the settings once", async () => {
    const studio = region();
    const done = await detach(studio);
    expect(
      done.map(({ from, outcome, change }) => [levelLabel(from.level), from.type, outcome.Result, change?.differences.length]),
    ).toEqual([
      ["user profile d-1/alice", "JupyterLab", "detached", 1],
      ["user profile d-1/alice", "CodeEditor", "detached", 1],
      ["space d-1/nlp", "JupyterLab", "detached", 1],
      ["domain d-1", "JupyterLab", "detached", 1],
      ["shared spaces of domain d-1", "JupyterLab", "detached", 1],
    ]);
    expect(updates(studio).slice(-2)).toEqual(["updateDomain", "updateDomain"]);
    expect(updates(studio)).toHaveLength(5);
  });

  it("writes nothing where it is detached already", async () => {
    const studio = region();
    await detach(studio);
    const before = updates(studio).length;
    expect((await detach(studio)).map(({ outcome, change }) => [outcome.Result, change?.differences])).toEqual(
      all.map(() => ["detached", []]),
    );
    expect(updates(studio)).toHaveLength(before);
  });

  it("without waiting waits between two changes of one domain or user profile, and not for the last", async () => {
    expect((await detach(region(), false)).map(({ outcome }) => [outcome.Result, outcome.Reason])).toEqual([
      ["detached", ""],
      ["detaching", "it is Updating"],
      ["detaching", "it is Updating"],
      ["detached", ""],
      ["detaching", "it is Updating"],
    ]);
  });

  it("leaves the others alone where one fails, and counts one that is gone as detached", async () => {
    const studio = region();
    studio.fail("updateUserProfile", "CodeEditor");
    studio.fail("describeSpace", "nlp", new StudioctlError("not-found", "no space"));
    const done = await detach(studio);
    expect(done.map(({ outcome }) => [outcome.Result, outcome.Reason])).toEqual([
      ["detached", ""],
      ["failed", "not allowed to updateUserProfile"],
      ["detached", "it is gone"],
      ["detached", ""],
      ["detached", ""],
    ]);
    expect([done[1]?.outcome.error?.code, done[1]?.change]).toEqual(["denied", undefined]);
  });

  it("ends with the credentials, and says what is done", async () => {
    const studio = region();
    studio.fail("updateDomain", "DefaultSpaceSettings", new StudioctlError("no-credentials", "expired"));
    await expect(detach(studio)).rejects.toMatchObject({
      code: "no-credentials",
      why: "done before that: detached from domain d-1, detached from user profile d-1/alice, detached from space d-1/nlp",
      fix: "run the same command again: it continues from there",
    });
  });
});
