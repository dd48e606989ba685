import { describe, expect, it } from "vitest";
import type { App, AppStatus } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { deleteSpace, planSpaceDeletion } from "../../../src/operations/space/delete.ts";
import { silentProgress } from "../../../src/ports/progress.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeStudio, fakeStudio } from "../../fakes/studio.ts";

const key = { DomainId: "d-1", SpaceName: "nlp" };
const lab = (Status: AppStatus = "InService"): App => ({
  ...key,
  AppType: "JupyterLab",
  AppName: "default",
  Status,
  CreationTime: new Date("2026-03-01T00:00:00Z"),
});
const studioWith = (...apps: App[]) => fakeStudio({ domains: [{ DomainId: "d-1" }], spaces: [key], apps });

async function remove(studio: FakeStudio, cascade: boolean, { wait = true } = {}): Promise<void> {
  await deleteSpace(
    { studio, clock: fakeClock(), progress: silentProgress },
    await planSpaceDeletion({ studio }, key, cascade),
    wait ? { timeoutMs: 60_000 } : undefined,
  );
}

/** The changes made, in order. */
const changes = (studio: FakeStudio): string[] => studio.calls.filter(([method]) => method.startsWith("delete")).map(([method]) => method);

it("deleting a space waits until it is gone", async () => {
  const studio = studioWith();
  await remove(studio, false);
  expect(changes(studio)).toEqual(["deleteSpace"]);
  await expect(studio.describeSpace(key)).rejects.toMatchObject({ code: "not-found" });
});

it.each<AppStatus>(["Failed", "Deleted"])("an app that is %s does not prevent the delete", async (status) => {
  const studio = studioWith(lab(status));
  await remove(studio, false);
  expect(changes(studio)).toEqual(["deleteSpace"]);
});

describe("with an app that runs", () => {
  it("is refused, and the app named", async () => {
    const studio = studioWith(lab());
    await expect(remove(studio, false)).rejects.toMatchObject({
      code: "in-use",
      why: "d-1/space:nlp/JupyterLab/default is InService",
      fix: expect.stringContaining("--cascade"),
    });
    expect(changes(studio)).toEqual([]);
  });

  it("stops it first where that is asked", async () => {
    const studio = studioWith(lab());
    await remove(studio, true);
    expect(changes(studio)).toEqual(["deleteApp", "deleteSpace"]);
  });

  it("keeps the space where the app cannot be stopped", async () => {
    const studio = studioWith(lab());
    studio.fail("deleteApp", "default", new StudioctlError("denied", "not allowed to delete it"));
    await expect(remove(studio, true)).rejects.toMatchObject({ code: "failed", why: "not allowed to delete it" });
    expect(changes(studio)).not.toContain("deleteSpace");
  });
});

it("a delete waits for an app that is being stopped already", async () => {
  const studio = studioWith(lab());
  await studio.deleteApp(lab());
  await remove(studio, false);
  expect(changes(studio)).toEqual(["deleteApp", "deleteSpace"]);
});

it("a delete continues where the space is being deleted already", async () => {
  const studio = studioWith();
  await studio.deleteSpace(key);
  await remove(studio, false);
  expect(studio.count("deleteSpace")).toBe(1);
});

it("a delete without waiting returns what the service accepted", async () => {
  const studio = studioWith();
  await remove(studio, false, { wait: false });
  expect((await studio.describeSpace(key)).Status).toBe("Deleting");
});
