import { describe, expect, it } from "vitest";
import { liveScope, scopeOf } from "../../src/completion/line.ts";

describe("the place of a line", () => {
  it.each([
    ["app list", {}],
    ["app list -d research", { domain: "research" }],
    ["--domain=a app list --domain b", { domain: "b" }],
    [
      "--profile p --region us-east-1 --endpoint-url http://x app stop --user u --space s",
      { profile: "p", region: "us-east-1", endpointUrl: "http://x", user: "u", space: "s" },
    ],
    ["--sandbox app list", { sandbox: true }],
    ["app list -d", {}],
    ["app list --constructor x", {}],
  ])("%s", (line, scope) => {
    expect(scopeOf(line.split(" "))).toEqual({ sandbox: false, ...scope });
  });

  it("narrows each kind by what narrows it only: what is read serves other lines too", () => {
    const words = "--sandbox app stop -d research --user alice".split(" ");
    expect(liveScope("app", words)).toEqual(["app", { sandbox: true, domain: "research", user: "alice" }]);
    expect(liveScope("user", words)).toEqual(["user", { sandbox: true, domain: "research" }]);
    expect(liveScope("domain", words)).toEqual(["domain", { sandbox: true }]);
  });
});
