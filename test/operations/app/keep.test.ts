import { expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { keepApp } from "../../../src/operations/app/keep.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const app: App = {
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName: "churn",
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
};

it.each([
  ["until a time", new Date("2026-03-02T18:00:00Z"), "2026-03-02T18:00:00.000Z"],
  ["for ever", "forever", "forever"],
] as const)("an app is kept %s by a tag of its ARN", async (_what, until, value) => {
  const studio = fakeStudio({ apps: [app] });
  const { AppArn } = await studio.describeApp(app);
  expect(await keepApp({ studio }, app, until)).toBe(value);
  expect(await studio.listTags(AppArn)).toEqual([{ Key: "studioctl:keep", Value: value }]);
});

it("keeping ends by removing that tag, and no other", async () => {
  const tags = {
    "d-1/alice/KernelGateway/churn": [
      { Key: "team", Value: "growth" },
      { Key: "studioctl:keep", Value: "forever" },
    ],
  };
  const studio = fakeStudio({ apps: [app], tags });
  const { AppArn } = await studio.describeApp(app);
  expect(await keepApp({ studio }, app, "no longer")).toBeUndefined();
  expect(await studio.listTags(AppArn)).toEqual([{ Key: "team", Value: "growth" }]);
});
