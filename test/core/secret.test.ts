import { format, inspect } from "node:util";
import { expect, it } from "vitest";
import { Secret, shownArguments, shownOutput } from "../../src/core/secret.ts";

const hidden = "https://studio.example/auth?token=abc123";
const secret = new Secret(hidden);

it.each<[string, () => string]>([
  ["as a text", () => String(secret)],
  ["as JSON", () => JSON.stringify({ secret })],
  ["inspected", () => inspect({ deep: { secret } }, { showHidden: true, depth: 9 })],
  ["in a log line", () => format("%s %o %O %j", secret, secret, secret, secret)],
  ["by its members", () => JSON.stringify([Object.keys(secret), Object.entries(secret), Object.assign({}, secret)])],
  ["in an error", () => String(new Error("failed", { cause: secret }).cause)],
])("a secret shows nothing %s", (_how, show) => {
  expect(show()).not.toMatch(/abc123|studio\.example/);
});

it("a secret is revealed only by name", () => {
  expect(secret.reveal()).toBe(hidden);
});

it.each([
  ["error: session expired\nrun: corp-login\n", "error: session expired / run: corp-login"],
  ["\u001b[31mred\u001b[0m\u202e", "\\x1b[31mred\\x1b[0m\\u202e"],
  ["password=hunter2 given", "password=*** given"],
  ['{"SecretAccessKey": "abc/def", "SessionToken":"x"}', '{"SecretAccessKey": "***", "SessionToken":"***"}'],
  ["used AKIAIOSFODNN7EXAMPLE here", "used *** here"],
  ["wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY was refused", "*** was refused"],
  ["http://ann:secret@proxy:3128 refused", "http://***@proxy:3128 refused"],
  ["/opt/Company2/Tools/get-credentials-of-the-account: not found", "/opt/Company2/Tools/get-credentials-of-the-account: not found"],
  ["", ""],
])("what another program wrote is shown on one line, escaped, without secrets: %j", (text, shown) => {
  expect(shownOutput(text)).toBe(shown);
});

it("of a long text the end is shown", () => {
  const shown = shownOutput(`${"noise ".repeat(10_000)}the reason`);
  expect([shown.length, shown.startsWith("…"), shown.endsWith("the reason")]).toEqual([601, true, true]);
});

it("a recorded command line shows no external id and no credentials of a URL", () => {
  const words = [
    "run",
    "--external-id",
    "tell-nobody",
    "--external-id=tell-nobody",
    "--endpoint-url",
    "https://me:tell-nobody@studio.example",
  ];
  expect(shownArguments(words)).toEqual([
    "run",
    "--external-id",
    "[secret]",
    "--external-id=[secret]",
    "--endpoint-url",
    "https://[secret]@studio.example",
  ]);
});
