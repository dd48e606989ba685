import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StudioctlError, isError } from "../../../../src/core/errors.ts";
import type { PolicyFile } from "../../../../src/core/idle/policy.ts";
import { parsePolicyFile } from "../../../../src/cli/commands/auto-shutdown/policy-file.ts";

const parse = (text: string) => parsePolicyFile("p.yaml", text);
const quiet = (members: string) => `quietHours:\n  - { from: "08:00", to: "19:00", zone: UTC, ${members} }`;
const hour = 3_600_000;

/** What a text comes to: a policy, or a usage error. */
function attempt(text: string): PolicyFile | StudioctlError {
  try {
    return parse(text);
  } catch (error) {
    if (isError(error, "usage")) return error;
    throw error;
  }
}

function refusal(text: string): StudioctlError {
  const outcome = attempt(text);
  if (outcome instanceof StudioctlError) return outcome;
  throw new Error("nothing was wrong with it");
}

describe("a policy file", () => {
  it("is read whole, each rule with its line", () => {
    const text = [
      "defaults:",
      "  idle: 2h",
      "  maxAge: never",
      "rules:",
      "  - name: gpus",
      "    match: { hardware: gpu }",
      "    idle: 30m",
      "    stopStuck: true",
      "    maxBusy: 3d",
      "    stopRemote: true",
      "  - match:",
      "      user: [a*, b]",
      "    protect: true",
      "protect: { apps: '*/x', tags: [a, b=c] }",
      "maxStops: 3",
    ].join("\n");
    expect(parse(text)).toEqual({
      path: "p.yaml",
      defaults: { line: 1, thresholds: { idleMs: 2 * hour, maxAgeMs: Infinity } },
      rules: [
        {
          line: 5,
          name: "gpus",
          match: { hardware: ["gpu"] },
          protect: false,
          thresholds: { idleMs: hour / 2, stopStuck: true, stopRemote: true, maxBusyMs: 72 * hour },
        },
        { line: 11, name: undefined, match: { user: ["a*", "b"] }, protect: true, thresholds: {} },
      ],
      protect: { apps: [{ glob: "*/x", line: 14 }], tags: [{ Key: "a" }, { Key: "b", Value: "c" }] },
      quietHours: [],
      maxStops: 3,
    });
  });

  it("may say that no kernel is ever busy for too long, where the defaults say when", () => {
    const text = "defaults: { maxBusy: 6h }\nrules: [{ match: { user: a }, maxBusy: never }]";
    expect(parse(text)).toMatchObject({
      defaults: { thresholds: { maxBusyMs: 6 * hour } },
      rules: [{ thresholds: { maxBusyMs: Infinity } }],
    });
  });

  it("may be JSON, indented as you like", () => {
    expect(parse('{\n\t"rules": [\n\t\t{ "match": { "app": "x" }, "idle": "1h" }\n\t]\n}').rules).toMatchObject([
      { line: 3, thresholds: { idleMs: hour } },
    ]);
  });

  it("may name days one by one, as weekdays and weekends, or not at all", () => {
    const [all, some, three] = ["", "days: weekdays", "days: [weekends, mon]"].map((days) => parse(quiet(days)).quietHours[0]?.days);
    expect(all).toHaveLength(7);
    expect(some).toEqual(["mon", "tue", "wed", "thu", "fri"]);
    expect(three).toEqual(["sun", "mon", "sat"]);
  });

  it("comes as an example that is valid", () => {
    const path = "examples/auto-shutdown-policy.yaml";
    const { rules, quietHours, maxStops } = parsePolicyFile(path, readFileSync(join(import.meta.dirname, "../../../..", path), "utf8"));
    expect(rules.map(({ name }) => name)).toEqual(["production", "GPUs sooner", "interns", "team spaces"]);
    expect(quietHours.map(({ zone }) => zone)).toEqual(["Asia/Seoul", "Europe/Berlin"]);
    expect(maxStops).toBe(20);
  });
});

it("is refused as a whole, with a line, or read, whatever text it is", () => {
  const words = fc.constantFrom(
    "rules:",
    "defaults:",
    "  - ",
    "  ",
    "\n",
    "match:",
    "idle: 1h",
    "{",
    "}",
    "[",
    "]",
    "*",
    "&a",
    "? ",
    "quietHours:",
    "zone: UTC",
    '"',
    "#",
    "!!",
    "null",
    "\t",
  );
  const member = fc.constantFrom(
    "defaults",
    "rules",
    "match",
    "idle",
    "protect",
    "apps",
    "tags",
    "quietHours",
    "from",
    "to",
    "zone",
    "days",
    "user",
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      fc.jsonValue(),
      fc.constantFrom("1h", "08:00", "UTC", "weekdays"),
      fc.array(tie("tree")),
      fc.dictionary(member, tie("tree")),
    ),
  }));
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(words).map((all) => all.join("")),
        tree.map((value) => JSON.stringify(value, null, 1)),
      ),
      (text) => {
        const outcome = attempt(text);
        expect(outcome instanceof StudioctlError ? outcome.message : "p.yaml:1: read").toMatch(/^p\.yaml:[1-9]\d*: \S/);
      },
    ),
    { numRuns: 500 },
  );
});

describe("what is wrong in a policy file is told with its line, the value and what would be right:", () => {
  it.each([
    ["not YAML", "rules: [", "p.yaml:1: ", "YAML, or JSON"],
    [
      "a lone asterisk without quotes",
      "rules:\n  - match: { user: * }",
      "p.yaml:2: Alias cannot be an empty string",
      "a text that begins with * belongs in quotes",
    ],
    [
      "a glob without quotes",
      "protect:\n  apps: [*/x]",
      "p.yaml:2: */x is not text, but an alias of YAML",
      "a text that begins with * belongs in quotes",
    ],
    ["two documents", "maxStops: 1\n---\nmaxStops: 2", "p.yaml:2: a second document begins", "YAML, or JSON"],
    ["a tag", "defaults: !x { idle: 1h }", "p.yaml:1: Unresolved tag: !x", "YAML, or JSON"],
    ["a member twice", "maxStops: 1\nmaxStops: 2", "p.yaml:2: Map keys must be unique", "YAML, or JSON"],
    ["nothing", "", "p.yaml:1: null where a policy belongs", "an object of defaults, rules, protect, quietHours, maxStops"],
    ["a list", "- idle: 1h", 'p.yaml:1: [{"idle":"1h"}] where a policy belongs', "an object of"],
    ["a text of another kind", "x".repeat(200), `p.yaml:1: "${"x".repeat(59)}… where a policy belongs`, "an object of"],
    [
      "a misspelt part",
      "defaults: {}\nquiethours: []",
      'p.yaml:2: quiethours: "quiethours" is not a member of a policy',
      'did you mean "quietHours"?',
    ],
    [
      "a misspelt threshold",
      "defaults:\n  grace: 5m\n  idel: 1h",
      'p.yaml:3: defaults.idel: "idel" is not a member of the defaults',
      'did you mean "idle"?',
    ],
    [
      "a misspelt member of a rule",
      "rules:\n  - match: { app: x }\n    idle: 1h\n    maxage: 1d",
      'p.yaml:4: rules[1].maxage: "maxage" is not a member of a rule',
      'did you mean "maxAge"?',
    ],
    [
      "a misspelt member of a match",
      "rules:\n  - match: { usr: x }",
      'p.yaml:2: rules[1].match.usr: "usr" is not a member of a match',
      'did you mean "user"?',
    ],
    [
      "a number for a duration",
      "defaults:\n  idle: 60",
      'p.yaml:2: defaults.idle: "60" is not a duration: a bare number does not say its unit',
      "write it as 90s, 15m, 2h, 1h30m, 7d or 2w",
    ],
    [
      "no time to be idle",
      "defaults:\n  grace: 0s\n  idle: 0s",
      'p.yaml:3: defaults.idle: "0s" is too short: an app in use would count as idle',
      "write it as 90s, 15m, 2h, 1h30m, 7d or 2w",
    ],
    [
      "no maximum age",
      "rules:\n  - match: { app: x }\n    maxAge: 0s",
      'p.yaml:3: rules[1].maxAge: "0s" is too short: it must be longer than 0s',
      "write it as 90s, 15m, 2h, 1h30m, 7d or 2w",
    ],
    ["a rule without match", "rules:\n  - idle: 1h", 'p.yaml:2: rules[1].match: a rule has no "match"', undefined],
    [
      "a rule for every app",
      "rules:\n  - match: {}",
      "p.yaml:2: rules[1].match: the match is empty",
      "settings for every app belong in defaults",
    ],
    ["an empty list", "rules:\n  - match: { user: [] }", "p.yaml:2: rules[1].match.user: the list is empty", undefined],
    ["a number for a name", "rules:\n  - match:\n      app: [a, 1]", "p.yaml:3: rules[1].match.app[2]: 1 is not text", "put it in quotes"],
    [
      "a domain's name",
      "rules:\n  - match: { domain: research }",
      'p.yaml:2: rules[1].match.domain[1]: "research" is not a domain id, nor a glob over ids',
      "studioctl domain list shows the ids: d-…",
    ],
    [
      "an unknown app type",
      "rules:\n  - match: { type: JupiterLab }",
      'p.yaml:2: rules[1].match.type[1]: "JupiterLab" is not possible here',
      'did you mean "JupyterLab"?',
    ],
    [
      "an unknown instance type",
      "rules:\n  - match: { instanceType: ml.g4nd.xlarge }",
      'p.yaml:2: rules[1].match.instanceType[1]: "ml.g4nd.xlarge" matches no instance type',
      'did you mean "ml.g4dn.xlarge"?',
    ],
    [
      "unknown hardware",
      "rules:\n  - match: { hardware: gpus }",
      'p.yaml:2: rules[1].match.hardware[1]: "gpus" is not possible here',
      'did you mean "gpu"?',
    ],
    ["a word for yes", "defaults: { stopStuck: yes }", 'p.yaml:1: defaults.stopStuck: "yes" is neither true nor false', undefined],
    [
      "half an app reference",
      "protect:\n  apps: ['*/x', alice/x]",
      'p.yaml:2: protect.apps[2]: "alice/x" cannot match DOMAIN/OWNER/TYPE/NAME',
      "a pattern over all of it, with the id of the domain or a star: */alice/*",
    ],
    [
      "a tag without a key",
      "protect:\n  tags:\n    - a\n    - =b",
      'p.yaml:4: protect.tags[2]: a tag does not take "=b"',
      "KEY or KEY=VALUE",
    ],
    [
      "an unknown time zone",
      quiet("zone: Asia/Soul").replace("zone: UTC, ", ""),
      'p.yaml:2: quietHours[1].zone: "Asia/Soul" is not a time zone',
      'did you mean "Asia/Seoul"?',
    ],
    ["no time zone", quiet("").replace("zone: UTC, ", ""), 'p.yaml:2: quietHours[1].zone: quiet hours has no "zone"', undefined],
    [
      "half a time of day",
      quiet("").replace("08:00", "8:00"),
      'p.yaml:2: quietHours[1].from: "8:00" is not a time of day',
      "two digits each: 08:00",
    ],
    [
      "a time past the day's end",
      quiet("").replace("19:00", "24:30"),
      'p.yaml:2: quietHours[1].to: "24:30" is not a time of day',
      "two digits each: 08:00",
    ],
    [
      "no time between",
      quiet("").replace("19:00", "08:00"),
      "p.yaml:2: quietHours[1]: their end equals their start",
      "for a whole day, write 00:00 to 24:00",
    ],
    ["an unknown day", quiet("days: [mon, tues]"), 'p.yaml:2: quietHours[1].days[2]: "tues" is not possible here', 'did you mean "tue"?'],
    ["half an app", "maxStops: 2.5", "p.yaml:1: maxStops: 2.5 is not a number of apps", "a whole number from 0"],
    ["no list of rules", "rules: { idle: 1h }", 'p.yaml:1: rules: {"idle":"1h"} is not a list of rules', "begin each with a hyphen"],
  ])("%s", (_, text, message, fix) => {
    const error = refusal(text);
    expect(error.message.slice(0, message.length)).toBe(message);
    expect(error.fix?.slice(0, fix?.length)).toBe(fix);
  });
});
