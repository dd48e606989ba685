import { expect, it } from "vitest";
import { instancesFreed } from "../../../src/core/idle/freed.ts";
import { appLine } from "./receipts.ts";

const a = appLine();
const b = appLine({ AppName: "b" });

it("frees an instance with the last app on it, whichever that is", () => {
  const freed = instancesFreed([a, b]);
  expect([freed(b), freed(a)]).toEqual([0, 0.1]);
});

it("does not wait for apps that hold no instance", () => {
  const freed = instancesFreed([a, appLine({ AppName: "b", Status: "Deleting" }), appLine({ AppName: "c", Status: "Failed" })]);
  expect(freed(a)).toBe(0.1);
});

it("waits for one that is starting", () => {
  expect(instancesFreed([a, appLine({ AppName: "b", Status: "Pending" })])(a)).toBe(0);
});

it("tells owners and instance types apart", () => {
  const freed = instancesFreed([a, appLine({ UserProfileName: "bob" }), appLine({ AppName: "b", InstanceType: "ml.g5.xlarge" })]);
  expect(freed(a)).toBe(0.1);
});

it("knows no figure where there is no price", () => {
  const { HourlyUsd: _price, ...unpriced } = a;
  expect(instancesFreed([unpriced])(unpriced)).toBeUndefined();
});
