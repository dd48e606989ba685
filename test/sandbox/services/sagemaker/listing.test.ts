import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EntityRecord } from "../../../../src/sandbox/sagemaker-state.ts";
import { listPage } from "../../../../src/sandbox/services/sagemaker/listing.ts";

type Entry = readonly [string, EntityRecord];
const rule = { operation: "ListThings", order: "Ascending", name: "Name" } as const;
const thing = (Name: string, CreationTime: number): Entry => [Name, { Name, CreationTime, Status: "InService" }];
const names = (records: readonly EntityRecord[]) => records.map(({ Name }) => Name);

function pages(entries: readonly Entry[], input: object, after: () => void = () => undefined): unknown[] {
  const seen: unknown[] = [];
  let token: string | undefined;
  do {
    const page = listPage(entries, { ...input, ...(token === undefined ? {} : { NextToken: token }) }, rule);
    seen.push(...names(page.records));
    token = page.NextToken;
    after();
  } while (token !== undefined);
  return seen;
}

describe("a list in pages", () => {
  it("has ten a page by default, by creation time", () => {
    const entries = Array.from({ length: 12 }, (_, index) => thing(`n${index}`, 100 - index));
    const first = listPage(entries, {}, rule);
    expect(names(first.records)).toEqual(["n11", "n10", "n9", "n8", "n7", "n6", "n5", "n4", "n3", "n2"]);
    expect(first.NextToken).toBeTypeOf("string");
  });

  it("has each record once, in order, for any page size", () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), fc.integer({ min: 0, max: 5 })), { selector: ([name]) => name });
    fc.assert(
      fc.property(entries, fc.integer({ min: 1, max: 7 }), fc.constantFrom("Ascending", "Descending"), (list, MaxResults, SortOrder) => {
        const all = list.map(([name, time]) => thing(name, time));
        const whole = listPage(all, { MaxResults: all.length + 1, SortOrder }, rule);
        expect(whole.NextToken).toBeUndefined();
        expect(pages(all, { MaxResults, SortOrder })).toEqual(names(whole.records));
      }),
    );
  });

  it("neither repeats nor skips a record when others are deleted between pages", () => {
    const entries = ["a", "b", "c", "d", "e"].map((name, index) => thing(name, index));
    expect(pages(entries, { MaxResults: 2 }, () => entries.shift())).toEqual(["a", "b", "c", "d", "e"]);
  });

  it.each([
    [{ SortBy: "Name", SortOrder: "Descending" }, ["c", "b", "a"]],
    [{ SortBy: "CREATION_TIME", SortOrder: "ASCENDING" }, ["b", "c", "a"]],
    [{ SortBy: "LastModifiedTime" }, ["b", "c", "a"]],
  ])("sorts by %j", (input, expected) => {
    expect(pages([thing("a", 3), thing("b", 1), thing("c", 2)], input)).toEqual(expected);
  });

  it.each(["x", "", Buffer.from("[1]").toString("base64url"), "!!!"])("refuses the token '%s'", (NextToken) => {
    expect(() => listPage([thing("a", 1)], { NextToken }, rule)).toThrow("Invalid NextToken");
  });

  it("refuses a token of another list", () => {
    const { NextToken = "" } = listPage([thing("a", 1), thing("b", 2)], { MaxResults: 1 }, rule);
    expect(() => listPage([thing("a", 1)], { NextToken, SortBy: "Name" }, rule)).toThrow("Invalid NextToken");
    expect(() => listPage([thing("a", 1)], { NextToken }, { ...rule, operation: "ListOthers" })).toThrow("Invalid NextToken");
  });
});
