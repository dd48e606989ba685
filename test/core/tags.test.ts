import { describe, expect, it } from "vitest";
import { parseTags } from "../../src/core/tags.ts";

const read =
  (...texts: string[]) =>
  () =>
    parseTags(texts, "--tag");

describe("tags as typed", () => {
  it("are keys and values, which may be empty or hold more equals signs", () => {
    expect(read("team=nlp", "note=", "sum=a=b")()).toEqual([
      { Key: "team", Value: "nlp" },
      { Key: "note", Value: "" },
      { Key: "sum", Value: "a=b" },
    ]);
  });

  it.each([
    ["team", '--tag does not take "team"'],
    ["=nlp", '--tag does not take "=nlp"'],
    ["aws:x=1", '--tag does not take "aws:x=1"'],
    ["team=a;b", '--tag: the value "a;b" has a character that is not allowed in tags'],
    [`${"k".repeat(129)}=1`, `--tag: the key "${"k".repeat(129)}" is 129 characters long`],
    [`k=${"v".repeat(257)}`, `--tag: the value "${"v".repeat(257)}" is 257 characters long`],
  ])("are refused where the service would: %s", (text, message) => {
    expect(read(text)).toThrow(expect.objectContaining({ code: "usage", message }));
  });

  it("are refused where a key comes twice, or where there are more than 50", () => {
    expect(read("a=1", "a=2")).toThrow('--tag has "a" twice');
    const many = Array.from({ length: 51 }, (_, i) => `k${i}=v`);
    expect(read(...many)).toThrow("--tag was given 51 times");
    expect(read(...many.slice(1))()).toHaveLength(50);
  });
});
