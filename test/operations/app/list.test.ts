import { expect, it } from "vitest";
import type { App } from "../../../src/core/app/app.ts";
import { type AppCriteria, listApps } from "../../../src/operations/app/list.ts";
import { fakeStudio } from "../../fakes/studio.ts";

const app = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});
const apps = [
  app("one"),
  app("two", { ResourceSpec: { InstanceType: "ml.m5.large" } }),
  app("default", { AppType: "JupyterServer" }),
  app("failed", { Status: "Failed" }),
  app("gone", { Status: "Deleted" }),
  app("bens", { UserProfileName: "ben" }),
];

it.each<[string, AppCriteria, string[]]>([
  ["all that are not deleted", {}, ["one", "two", "default", "failed", "bens"]],
  ["deleted ones too", { includeDeleted: true }, ["one", "two", "default", "failed", "gone", "bens"]],
  ["deleted ones where that status is asked for", { statuses: ["Deleted"] }, ["gone"]],
  ["those of a status", { statuses: ["Failed"] }, ["failed"]],
  ["those of an owner", { owner: { UserProfileName: "alice" } }, ["one", "two", "default", "failed"]],
  ["those of types", { types: ["JupyterServer", "JupyterLab"] }, ["default"]],
  ["those on an instance type", { instanceType: "ml.m5.large" }, ["two"]],
])("a list of apps has %s", async (_what, criteria, names) => {
  const found = await listApps({ studio: fakeStudio({ apps }) }, { domainId: "d-1", ...criteria });
  expect(found.map(({ AppName }) => AppName)).toEqual(names);
});

it("a list of one owner is filtered by the service", async () => {
  const studio = fakeStudio({ apps });
  await listApps({ studio }, { domainId: "d-1", owner: { SpaceName: "nlp" } });
  expect(studio.subjects("listApps")).toEqual([JSON.stringify({ DomainId: "d-1", SpaceName: "nlp" })]);
});
