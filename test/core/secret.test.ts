import { format, inspect } from "node:util";
import { expect, it } from "vitest";
import { Secret } from "../../src/core/secret.ts";

const hidden = "https://studio.example/auth?token=abc123";
const secret = new Secret(hidden);

it.each<[string, () => string]>([
  ["as a text", () => String(secret)],
  ["as JSON", () => JSON.stringify({ secret })],
  ["inspected", () => inspect({ deep: { secret } }, { showHidden: true, depth: 9 })],
  ["in a log line", () => format("%s %o %O %j", secret, secret, secret, secret)],
  ["by its members", () => JSON.stringify([Object.keys(secret), Object.entries(secret), Object.assign({}, secret)])],
  ["in an error", () => String(new Error("failed", { cause: secret }).cause)],
])("shows nothing %s", (_how, show) => {
  expect(show()).not.toMatch(/abc123|studio\.example/);
});

it("gives itself away only by name", () => {
  expect(secret.reveal()).toBe(hidden);
});
