import { expect, it } from "vitest";
import { type KernelReceipt, receiptKey } from "../../../src/core/idle/receipt.ts";

const kernel: KernelReceipt = {
  Kind: "kernel",
  At: new Date("2026-11-26T09:00:00Z"),
  Run: "run-1",
  Region: "us-east-1",
  DomainId: "d-1",
  SpaceName: "nlp",
  AppType: "JupyterLab",
  AppName: "default",
  Item: "kernel",
  Id: "one",
  IdleSeconds: 7_200,
  Result: "planned",
  Reason: "last activity 2h ago",
};

it("records the plan and the result of each kernel of one app apart", () => {
  const lines: KernelReceipt[] = [kernel, { ...kernel, Result: "stopped" }, { ...kernel, Id: "two" }, { ...kernel, Item: "terminal" }];
  expect(new Set(lines.map(receiptKey)).size).toBe(lines.length);
  expect(receiptKey({ ...kernel, At: new Date("2026-11-26T09:00:05Z") })).toBe(receiptKey(kernel));
});
