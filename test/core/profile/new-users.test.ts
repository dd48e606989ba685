import { describe, expect, it } from "vitest";
import { readUsers } from "../../../src/core/profile/new-users.ts";

const role = "arn:aws:iam::123456789012:role/service-role/Studio";
const read = (...members: Readonly<Record<string, unknown>>[]) =>
  readUsers(
    members.map((each, place) => ({ line: place + 2, members: each })),
    {},
  );
const faults = (...members: Readonly<Record<string, unknown>>[]) => read(...members).faults.map(({ line, what }) => `${line}: ${what}`);
const tags = (count: number, name: string) => Array.from({ length: count }, (_, i) => ({ Key: `${name}${i}`, Value: "" }));

describe("a list of users", () => {
  it("gives each with its line, its role and its tags, and takes empty cells as none", () => {
    expect(
      read({ UserProfileName: "alice", ExecutionRole: role, Tags: "team=nlp; cost=1" }, { user: "Ben", executionrole: " ", TAGS: "" }),
    ).toEqual({
      users: [
        {
          UserProfileName: "alice",
          ExecutionRole: role,
          Tags: [
            { Key: "team", Value: "nlp" },
            { Key: "cost", Value: "1" },
          ],
          line: 2,
        },
        { UserProfileName: "Ben", line: 3 },
      ],
      faults: [],
    });
  });

  it("takes tags in the service's own form too", () => {
    const Tags = [{ Key: "team", Value: "nlp" }];
    expect(read({ user: "alice", Tags }).users).toEqual([{ UserProfileName: "alice", Tags, line: 2 }]);
  });

  it("gives a default role and default tags to the users that have none", () => {
    const rows = [
      { line: 2, members: { user: "alice" } },
      { line: 3, members: { user: "ben", ExecutionRole: `${role}2`, Tags: "team=own" } },
    ];
    const { users } = readUsers(rows, {
      ExecutionRole: role,
      Tags: [
        { Key: "team", Value: "nlp" },
        { Key: "stage", Value: "test" },
      ],
    });
    expect(users).toMatchObject([
      {
        ExecutionRole: role,
        Tags: [
          { Key: "team", Value: "nlp" },
          { Key: "stage", Value: "test" },
        ],
      },
      {
        ExecutionRole: `${role}2`,
        Tags: [
          { Key: "team", Value: "own" },
          { Key: "stage", Value: "test" },
        ],
      },
    ]);
  });

  it.each([
    ["no name", { UserProfileName: " " }, "no UserProfileName"],
    ["a name with a space", { user: "al ice" }, '"al ice" is not a valid user profile name'],
    ["a name of 64 characters", { user: "a".repeat(64) }, `"${"a".repeat(64)}" is not a valid user profile name`],
    ["a number for a name", { user: 7 }, "UserProfileName: 7 is not text"],
    ["the name twice", { user: "a", UserProfileName: "a" }, "UserProfileName is given twice"],
    ["half an ARN", { user: "a", ExecutionRole: "arn:aws:iam::1:role/X" }, 'ExecutionRole does not take "arn:aws:iam::1:role/X"'],
    ["a tag without value", { user: "a", Tags: "team" }, 'Tags does not take "team"'],
    [
      "51 tags",
      { user: "a", Tags: Array.from({ length: 51 }, (_, i) => `k${i}=v`).join(";") },
      "Tags was given 51 times: a resource has at most 50 tags",
    ],
    ["an object for tags", { user: "a", Tags: { team: "nlp" } }, 'Tags: {"team":"nlp"} is not a list of tags'],
    [
      "a key with an equals sign",
      { user: "a", Tags: [{ Key: "a=b", Value: "" }] },
      'Tags: [{"Key":"a=b","Value":""}] is not a list of tags',
    ],
    ["an unknown member", { user: "a", constructor: "x" }, '"constructor" is not a column of a list of users'],
  ])("is refused with %s", (_, members, what) => {
    expect(faults({ user: "fine" }, members)).toEqual([`3: ${what}`]);
  });

  it("is refused where a row and the flags come to more than 50 tags", () => {
    const { faults: found } = readUsers([{ line: 2, members: { user: "a", Tags: tags(30, "k") } }], { Tags: tags(21, "f") });
    expect(found).toMatchObject([{ line: 2, what: "51 tags, with those of --tag" }]);
  });

  it("is refused where two names differ only by case, with all errors reported at once, by line", () => {
    expect(faults({ user: "alice" }, { user: "?" }, { user: "Alice" }, { user: "alice" })).toEqual([
      '3: "?" is not a valid user profile name',
      '4: "Alice" is in line 2 already, as "alice"; names are compared without regard to case',
      '5: "alice" is in line 2 already',
    ]);
  });
});
