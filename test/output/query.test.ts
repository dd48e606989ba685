import { expect, it } from "vitest";
import { runQuery } from "../../src/output/query.ts";

const apps = [
  { AppName: "one", Status: "InService", CreationTime: "2026-03-01T00:00:00.000Z" },
  { AppName: "two", Status: "Failed", CreationTime: "2026-03-02T00:00:00.000Z" },
];

it.each([
  ["[].AppName", ["one", "two"]],
  ["[?Status=='Failed'].AppName", ["two"]],
  ["[?Status==`Failed`].AppName", ["two"]],
  ["[?CreationTime>='2026-03-02'].AppName", ["two"]],
  ["length(@)", 2],
  ["[0].{Name: AppName}", { Name: "one" }],
  ["[].NoSuch", []],
  ["NoSuch", null],
  ["sort_by(@, &Status)[].AppName", ["two", "one"]],
])("%s is what the AWS CLI makes of it", (expression, answer) => {
  expect(runQuery(apps, expression)).toEqual(answer);
});

it.each(["[?", "no_such_function(@)", "length(`1`)"])("%s is a usage error with the expression and the right form", (expression) => {
  expect(() => runQuery(apps, expression)).toThrow(
    expect.objectContaining({
      code: "usage",
      message: `--query: "${expression}" is not a JMESPath expression`,
      why: expect.stringMatching(/[^.]$/),
      fix: expect.stringContaining("JMESPath"),
    }),
  );
});
