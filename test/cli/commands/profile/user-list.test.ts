import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isError } from "../../../../src/core/errors.ts";
import { parseUserList } from "../../../../src/cli/commands/profile/user-list.ts";

const names = (path: string, text: string) => parseUserList(path, text).map(({ UserProfileName, line }) => `${line} ${UserProfileName}`);
const refusal = (
  path: string,
  text: string,
): { readonly message: string; readonly why?: string | undefined; readonly fix?: string | undefined } => {
  try {
    return { message: `nothing wrong: ${names(path, text).join()}` };
  } catch (error) {
    if (isError(error, "usage")) return error;
    throw error;
  }
};

describe("a list of users", () => {
  it("is CSV as spreadsheets write it: a byte order mark, CRLF, quotes, blank rows, columns in any order and case", () => {
    const text = '\uFEFFTags,userprofilename\r\n"team=nlp",alice\r\n\r\n"a=1;\r\nb=2",ben\r\n , carla \r\n,\r\n,';
    expect(parseUserList("users.CSV", text)).toEqual([
      { UserProfileName: "alice", Tags: [{ Key: "team", Value: "nlp" }], line: 2 },
      {
        UserProfileName: "ben",
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
        line: 4,
      },
      { UserProfileName: "carla", line: 6 },
    ]);
  });

  it("is YAML or JSON, each user with the line it begins in", () => {
    expect(names("users.yaml", "# the team\n- UserProfileName: alice\n  Tags: team=nlp\n- { user: ben }\n")).toEqual(["2 alice", "4 ben"]);
    expect(names("users.json", '[\n {"user": "alice"},\n\n {"user": "ben"}\n]')).toEqual(["2 alice", "4 ben"]);
  });

  it("is recognized by how it begins, on standard input", () => {
    expect(names("-", "user\nalice\n")).toEqual(["2 alice"]);
    expect(names("-", '[{"user":"alice"}]')).toEqual(["1 alice"]);
    expect(names("-", "- user: alice")).toEqual(["1 alice"]);
  });

  it.each([
    ["another kind of file", "users.txt", "alice", 'unknown type of file: "users.txt"', /\.csv, \.yaml/],
    ["nothing in it", "u.csv", "", "u.csv: it contains no user", /UserProfileName,ExecutionRole,Tags/],
    ["a header alone", "u.csv", "user\n", "u.csv: it contains no user", /UserProfileName,ExecutionRole,Tags/],
    [
      "no header",
      "u.csv",
      "alice\nben",
      'u.csv:1: the header is wrong: "alice" is not a column of a list of users',
      /UserProfileName,ExecutionRole,Tags/,
    ],
    [
      "semicolons",
      "u.csv",
      "user;tags\nben;a=b",
      'u.csv:1: the header is wrong: "user;tags" is not a column of a list of users',
      /UserProfileName,ExecutionRole,Tags/,
    ],
    [
      "a header without the name",
      "u.csv",
      "tags\na=b",
      "u.csv:1: the header is wrong: UserProfileName is missing",
      /only the first is needed/,
    ],
    [
      "a header with the name twice",
      "u.csv",
      "user,UserProfileName\na,b",
      "u.csv:1: the header is wrong: UserProfileName is given twice",
      /in any order/,
    ],
    ["too many cells", "u.csv", "user\nalice,a=b", "u.csv:2: 2 cells under a header of 1", "no fix"],
    ["too few cells", "u.csv", "user,tags\nalice", "u.csv:2: 1 cells under a header of 2", "no fix"],
    ["an open quote", "u.csv", 'user\n"alice\n', /^u\.csv:\d+: Quote Not Closed/, /quotes/],
    ["no YAML", "u.yaml", "- user: [", /^u\.yaml:1: /, /YAML or JSON/],
    ["no list", "u.json", '{"user":"alice"}', "u.json:1: it is not a list of users", /UserProfileName: alice/],
    ["a bare name", "u.yaml", "- user: ben\n- alice", "u.yaml:2: alice is not a user", /UserProfileName: alice/],
    ["an alias of nothing", "u.yaml", "- user: *ben", /^u\.yaml:1: .*ben/, "no fix"],
    ["a misspelt member", "u.yaml", "- user: ben\n  Tag: a=b", 'u.yaml:1: "Tag" is not a column of a list of users', /did you mean "Tags"/],
  ])("is refused with %s", (_, path, text, message, fix) => {
    const found = refusal(path, text);
    expect(found.message).toMatch(message);
    expect(found.fix ?? "no fix").toMatch(fix);
  });

  it("reports all lines that are wrong at once, each with what would be right", () => {
    expect(refusal("u.csv", "user,tags\n?,\nben\nalice,x\nALICE,")).toMatchObject({
      message: "u.csv: 3 lines cannot be used",
      why: [
        'u.csv:2: "?" is not a valid user profile name; letters, digits and inner hyphens, at most 63',
        "u.csv:3: 1 cells under a header of 2",
        'u.csv:4: Tags does not take "x"; KEY=VALUE',
      ].join("\n"),
    });
  });

  it("is refused with a line, or read, whatever text it is", () => {
    const piece = fc.constantFrom(
      "user",
      ",",
      "\n",
      '"',
      "alice",
      "tags",
      "a=b",
      ";",
      "- ",
      "{",
      "}",
      "[",
      "]",
      ":",
      " ",
      "\r\n",
      "*",
      "&a",
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(fc.constantFrom("u.csv", "u.yaml", "-"), text, (path, content) => {
        expect(refusal(path, content).message).toMatch(/^(nothing wrong|(u\.\w+|-):)/);
      }),
      { numRuns: 500 },
    );
  });
});
