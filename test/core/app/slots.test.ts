import fc from "fast-check";
import { expect, it } from "vitest";
import type { App, AppStatus } from "../../../src/core/app/app.ts";
import { appStatuses, appTypes } from "../../../src/core/service-model.ts";
import { sameOwner, slots } from "../../../src/core/app/slots.ts";

const alice = { UserProfileName: "alice" };
const gateway = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  ...alice,
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: new Date("2026-03-01T00:00:00Z"),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});

it.each<[string, Partial<App>, boolean]>([
  ["in service", {}, true],
  ["pending", { Status: "Pending" }, true],
  ["being deleted", { Status: "Deleting" }, false],
  ["failed", { Status: "Failed" }, false],
  ["deleted", { Status: "Deleted" }, false],
  ["on another instance type", { ResourceSpec: { InstanceType: "ml.m5.large" } }, false],
  ["of another type", { AppType: "JupyterServer" }, false],
  ["of a user whose name differs in case only", { UserProfileName: "Alice" }, true],
])("an app %s: holds a place? %#", (_what, more, holds) => {
  expect(slots([gateway("one", more)], alice, "ml.t3.medium")).toMatchObject({ limit: 4, free: holds ? 3 : 4 });
});

it("an app of another user holds no place of alice's, nor that of a space called alice", () => {
  const ben = { ...gateway("one"), UserProfileName: "ben" };
  const { UserProfileName: _user, ...ofNobody } = gateway("one");
  expect(slots([ben, { ...ofNobody, SpaceName: "alice" }], alice, "ml.t3.medium").taken).toEqual([]);
});

it("free places are never negative, and with those taken make the limit or more", () => {
  const apps = fc.array(
    fc.record({
      Status: fc.constantFrom<AppStatus>(...appStatuses),
      AppType: fc.constantFrom(...appTypes),
      type: fc.constantFrom("ml.t3.medium", "ml.m5.large"),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(apps, fc.integer({ min: 1, max: 6 }), (list, limit) => {
      const all = list.map(({ Status, AppType, type }, i) =>
        gateway(`app-${i}`, { Status, AppType, ResourceSpec: { InstanceType: type } }),
      );
      const { free, taken } = slots(all, alice, "ml.t3.medium", limit);
      expect(free).toBe(Math.max(0, limit - taken.length));
      expect(taken.every(({ Status }) => Status === "InService" || Status === "Pending")).toBe(true);
    }),
  );
});

it("owners are the same whatever the case of their names, but a space is not a user", () => {
  expect(sameOwner({ UserProfileName: "Alice" }, alice)).toBe(true);
  expect(sameOwner({ SpaceName: "alice" }, alice)).toBe(false);
});
