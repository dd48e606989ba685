import { expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { StudioctlError } from "../../../src/core/errors.ts";
import { forgetOldKeys } from "../../../src/operations/ssh/host-keys.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const app = (CreationTime: string, Status: App["Status"] = "InService"): App => ({
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Status,
  CreationTime: new Date(CreationTime),
});

async function after(text: string, studio: ReturnType<typeof fakeStudio>): Promise<string> {
  let kept = text;
  const keys = { update: async (_path: string, change: (text: string) => string) => void (kept = change(kept)) };
  await forgetOldKeys({ studio, keys }, { DomainId: "d-1", SpaceName: "nlp" }, "/keys");
  return kept;
}

const used = "# app created 2026-03-02T08:00:00.000Z\nnlp ssh-ed25519 AAAA\n";

it("keys stay while the app lives, and go when it is started again", async () => {
  expect(await after(used, fakeStudio({ apps: [app("2026-03-02T08:00:00Z")] }))).toBe(used);
  expect(await after(used, fakeStudio({ apps: [app("2026-03-02T09:00:00Z")] }))).toBe("# app created 2026-03-02T09:00:00.000Z\n");
});

it("where the apps may not be listed, keys are kept for no second connection", async () => {
  const studio = fakeStudio({ apps: [app("2026-03-02T08:00:00Z")] });
  studio.fail("listApps", "nlp", new StudioctlError("denied", "may not list apps"));
  expect(await after(used, studio)).toBe("# app created at an unknown time\n");
});

it("another failure is not hidden", async () => {
  const studio = fakeStudio({});
  studio.fail("listApps", "nlp", new StudioctlError("unavailable", "no answer"));
  await expect(after(used, studio)).rejects.toMatchObject({ code: "unavailable" });
});
