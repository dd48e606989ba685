import { describe, expect, it } from "vitest";
import {
  anyArguments,
  type Arguments,
  type Command,
  defineCommand,
  manyArguments,
  optionalArgument,
  requiredArgument,
} from "../../src/cli/command.ts";
import {
  choiceFlag,
  choicesFlag,
  durationFlag,
  type Flags,
  integerFlag,
  listFlag,
  switchFlag,
  textFlag,
  toggleFlag,
} from "../../src/cli/flags.ts";
import { debugAsTyped, outputAsTyped, parseCommandLine, type Parsed } from "../../src/cli/program.ts";
import type { CommandList } from "../../src/cli/command-list.ts";
import { usageError } from "../../src/core/errors.ts";

const command =
  (name: string, flags: Flags = {}, args: Arguments = {}): (() => Promise<Command>) =>
  async () =>
    defineCommand({
      name,
      summary: `Does ${name}`,
      examples: [["An example", `studioctl ${name}`]],
      flags,
      args,
      run: () => Promise.reject(new Error("not run")),
    });

const commandList: CommandList = {
  lamp: {
    summary: "Lamps",
    verbs: {
      list: command("lamp list", {
        bright: switchFlag("shine", { short: "b" }),
        keepWarm: toggleFlag("stay warm", true),
        colder: toggleFlag("be colder", false),
        room: textFlag("ROOM", "in this room", {
          check: (text, name) => {
            if (text === "attic") throw usageError(`${name} does not take "${text}"`, { fix: "another room" });
          },
        }),
        tag: listFlag("TAG", "with these tags"),
        kind: choiceFlag("KIND", ["Table", "Floor"], "of this kind"),
        kinds: choicesFlag("KIND", ["Table", "Floor"], "of these kinds", ["Floor"]),
        since: durationFlag("burning for so long"),
        limit: integerFlag("at most so many", { min: 1, max: 9, byDefault: 5 }),
      }),
      show: command("lamp show", {}, { lamp: requiredArgument("LAMP", "which"), part: optionalArgument("PART", "of it") }),
      dim: command("lamp dim", {}, { lamps: manyArguments("LAMP", "which") }),
      dust: command("lamp dust", {}, { lamps: anyArguments("LAMP", "which") }),
    },
  },
  chair: { summary: "Chairs", verbs: { list: command("chair list") } },
};

async function parse(line: string): Promise<Parsed> {
  const outcome = await parseCommandLine(line.split(" "), commandList, "1.2.3");
  if ("help" in outcome) throw new Error(`help was not asked for: ${outcome.help}`);
  return outcome;
}
const help = async (...words: string[]): Promise<string> => {
  const outcome = await parseCommandLine(words, commandList, "1.2.3");
  return "help" in outcome ? outcome.help : "";
};
const refusal = async (line: string): Promise<unknown> =>
  await parse(line).then(
    () => "understood",
    (error: unknown) => error,
  );

describe("a flag", () => {
  it.each<[string, object]>([
    [
      "",
      {
        bright: false,
        keepWarm: true,
        colder: false,
        room: undefined,
        tag: [],
        kind: undefined,
        kinds: ["Floor"],
        since: undefined,
        limit: 5,
      },
    ],
    ["--bright", { bright: true }],
    ["-b", { bright: true }],
    ["--no-keep-warm", { keepWarm: false }],
    ["--no-keep-warm --keep-warm", { keepWarm: true }],
    ["--colder", { colder: true }],
    ["--colder --no-colder", { colder: false }],
    ["--room hall", { room: "hall" }],
    ["--room=hall", { room: "hall" }],
    ["--room hall --room bath", { room: "bath" }],
    ["--tag a,b --tag c", { tag: ["a", "b", "c"] }],
    ["--kind table", { kind: "Table" }],
    ["--kinds table,FLOOR", { kinds: ["Table", "Floor"] }],
    ["--since 1h30m", { since: 5_400_000 }],
    ["--limit 9", { limit: 9 }],
  ])("%j is read", async (words, flags) => {
    expect((await parse(`lamp list ${words}`.trim())).flags).toMatchObject(flags);
  });

  it.each([
    ["--room attic", '--room does not take "attic"'],
    ["--room=", "--room is empty"],
    ["--tag a,,b", "--tag has an empty element"],
    ["--kind Flor", '--kind does not take "Flor"'],
    ["--kinds Table,Wall", '--kinds does not take "Wall"'],
    ["--since 90", '--since: "90" is not a duration'],
    ["--since -5m", '--since: "-5m" is not a duration'],
    ["--limit 0", '--limit does not take "0"'],
    ["--limit 1.5", '--limit does not take "1.5"'],
    ["--limit 1e1", '--limit does not take "1e1"'],
    ["--brigt", 'unknown option "--brigt"'],
    ["--since", 'option "--since <DURATION>" argument missing'],
    ["--bright=yes", expect.stringContaining("--bright")],
  ])("%j is refused with the wrong value", async (words, message) => {
    expect(await refusal(`lamp list ${words}`)).toMatchObject({ code: "usage", message });
  });

  it("that is mistyped is refused with the one that was meant", async () => {
    expect(await refusal("lamp list --brigt")).toMatchObject({ fix: 'did you mean "--bright"?' });
    expect(await refusal("lamp list --kind Flor")).toMatchObject({ fix: 'did you mean "Floor"?' });
  });
});

describe("a global flag", () => {
  it.each([
    "--output json lamp list",
    "lamp --output json list",
    "lamp list --output json",
    "lamp list -o json",
    "-ojson lamp list",
    "lamp list -o JSON",
  ])("is read wherever it stands: %s", async (line) => {
    expect((await parse(line)).globals).toMatchObject({ output: "json" });
  });

  it("has its defaults where it is not given", async () => {
    expect((await parse("lamp list")).globals).toEqual({
      profile: undefined,
      region: undefined,
      endpointUrl: undefined,
      sandbox: false,
      domain: undefined,
      output: "table",
      query: undefined,
      yes: false,
      noInput: false,
      timeout: 1_200_000,
      noWait: false,
      color: "auto",
      quiet: false,
      debug: false,
    });
  });

  it("is read with all others", async () => {
    const line =
      "--profile p --region eu-west-1 --endpoint-url http://127.0.0.1:1 --sandbox -d research --query [0] -y --no-input --timeout 5m --no-wait --color never -q --debug lamp list";
    expect((await parse(line)).globals).toEqual({
      profile: "p",
      region: "eu-west-1",
      endpointUrl: "http://127.0.0.1:1",
      sandbox: true,
      domain: "research",
      output: "table",
      query: "[0]",
      yes: true,
      noInput: true,
      timeout: 300_000,
      noWait: true,
      color: "never",
      quiet: true,
      debug: true,
    });
  });

  it.each(["--region us_east_1", "--endpoint-url localhost:4510", "--endpoint-url ftp://x", "-o xml", "--color sometimes", "--timeout 20"])(
    "%s is refused",
    async (words) => {
      expect(await refusal(`${words} lamp list`)).toMatchObject({ code: "usage", fix: expect.anything() });
    },
  );
});

describe("arguments", () => {
  it.each<[string, object]>([
    ["lamp show one", { lamp: "one", part: undefined }],
    ["lamp show one bulb", { lamp: "one", part: "bulb" }],
    ["lamp dim one two", { lamps: ["one", "two"] }],
    ["lamp dim -", { lamps: ["-"] }],
    ["lamp dust", { lamps: [] }],
  ])("%s", async (line, args) => {
    expect((await parse(line)).args).toEqual(args);
  });

  it.each([
    ["lamp show one bulb more", /too many arguments/],
    ["lamp list one", /too many arguments/],
  ])("%s is refused", async (line, message) => {
    expect(await refusal(line)).toMatchObject({ code: "usage", message: expect.stringMatching(message) });
  });
});

describe("a word that is unknown", () => {
  it.each([
    ["lmap list", 'unknown command "lmap"', 'did you mean "lamp"?'],
    ["lamp lst", 'unknown command "lst"', 'did you mean "list"?'],
    ["lamp lust", 'unknown command "lust"', 'did you mean "dust" or "list"?'],
    ["lamp list --zzzzzz", 'unknown option "--zzzzzz"', "studioctl lamp list --help shows what there is"],
    ["lamp zzzzzz", 'unknown command "zzzzzz"', "studioctl --help shows what there is"],
  ])("%s is refused with what was meant, or where to look", async (line, message, fix) => {
    expect(await refusal(line)).toMatchObject({ code: "usage", message, fix });
  });
});

describe("help", () => {
  it("of the program names the nouns, the global flags and no verb's flags", async () => {
    for (const text of [await help("--help"), await help("-h"), await help("help"), await help()]) {
      expect(text).toMatch(/lamp +Lamps/);
      expect(text).toContain("--endpoint-url <URL>");
      expect(text).not.toContain("--bright");
    }
  });

  it("of a noun names its verbs", async () => {
    for (const text of [await help("lamp", "--help"), await help("help", "lamp"), await help("lamp")]) {
      expect(text).toMatch(/list.*Does lamp list/);
      expect(text).toMatch(/dim.*Does lamp dim/);
    }
  });

  it("of a verb names its flags, their defaults, the global flags and its examples", async () => {
    for (const text of [await help("lamp", "list", "--help"), await help("help", "lamp", "list")]) {
      expect(text).toMatch(/-b, --bright +shine/);
      expect(text).toMatch(/--limit <N> +at most so many \(default: 5\)/);
      expect(text).toMatch(/--no-keep-warm/);
      expect(text).toContain("--endpoint-url");
      expect(text).toMatch(/# An example\n +studioctl lamp list/);
    }
  });

  it("--version is the version and nothing else", async () => {
    expect(await help("--version")).toBe("1.2.3\n");
    expect(await help("-V")).toBe("1.2.3\n");
  });
});

it.each([
  ["app list -o json", "json"],
  ["app list -ojson", "json"],
  ["app list -o=jsonl", "jsonl"],
  ["app list --output=json", "json"],
  ["app list --output jsonl", "jsonl"],
  ["app list -o json -o yaml", "yaml"],
  ["app list -o jsn", "table"],
  ["app list --output", "table"],
  ["app describe json", "table"],
  ["terminal nlp -- tool -o json", "table"],
  ["terminal nlp -o jsonl -- tool --output=json", "jsonl"],
  ["ssh nlp -- -o json", "table"],
])("%s: errors as %s", (line, format) => {
  expect(outputAsTyped(line.split(" "))).toBe(format);
});

it.each([
  ["app list --debug", true],
  ["terminal nlp --debug -- tool", true],
  ["terminal nlp -- tool --debug", false],
])("%s: debug %s", (line, debug) => {
  expect(debugAsTyped(line.split(" "))).toBe(debug);
});

it.each([
  ["lamp list --nonsense", "lamp list"],
  ["lamp list --kind Chair", "lamp list"],
  ["--timeout never lamp list", "lamp list"],
  ["glow nonsense", "glow"],
  ["lamp bulb list --nonsense", "lamp bulb list"],
  ["lamp nonsense", undefined],
  ["nonsense", undefined],
])("%s: a usage error of the command %s", async (line, name) => {
  const bulb = { summary: "Bulbs", verbs: { list: command("lamp bulb list") } };
  const nested: CommandList = {
    lamp: { summary: "Lamps", verbs: { ...Object(commandList["lamp"]).verbs, bulb } },
    glow: { summary: "Glow", command: command("glow") },
  };
  let named: string | undefined;
  const parsing = parseCommandLine(line.split(" "), nested, "0", (found) => (named = found.name));
  await expect(parsing).rejects.toMatchObject({ code: "usage" });
  expect(named).toBe(name);
});
