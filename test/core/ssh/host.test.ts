import { expect, it } from "vitest";
import { hostName, optionWords, routeOptions } from "../../../src/core/ssh/host.ts";

const nlp = { Region: "us-east-1", DomainId: "d-1", SpaceName: "nlp", sandbox: false };

it("a space has one name in ssh, in lower case, that it shares with no other", () => {
  const names = [
    nlp,
    { ...nlp, SpaceName: "Nlp" },
    { ...nlp, SpaceName: "NLP" },
    { ...nlp, sandbox: true },
    { ...nlp, DomainId: "d-2" },
  ].map(hostName);
  expect(names).toEqual([
    "nlp.d-1.us-east-1.studioctl",
    "nlp.capitals-0.d-1.us-east-1.studioctl",
    "nlp.capitals-0-1-2.d-1.us-east-1.studioctl",
    "nlp.d-1.us-east-1.sandbox.studioctl",
    "nlp.d-2.us-east-1.studioctl",
  ]);
});

it("a ProxyCommand on Windows is one command line, with words in double quotes", () => {
  const route = { proxy: [String.raw`C:\Program Files\node.exe`, "ssh-proxy"], shell: "windows", knownHosts: "/k" } as const;
  expect(optionWords(routeOptions(nlp, route)).at(-1)).toBe(String.raw`ProxyCommand="C:\Program Files\node.exe" ssh-proxy`);
});

it.each([
  ["a line break", "a\nb"],
  ["a variable, which nothing escapes", "/home/${USER}/keys"],
])("a folder with %s is refused", (_what, knownHosts) => {
  expect(() => routeOptions(nlp, { proxy: ["p"], shell: "posix", knownHosts })).toThrow(/cannot stand in an ssh configuration/);
});
