import { expect, it } from "vitest";
import { parseTime } from "../../../src/core/idle/keep.ts";

it.each([
  ["2026-11-30T18:00Z", "2026-11-30T18:00:00.000Z"],
  ["2026-11-30T18:00+02:00", "2026-11-30T16:00:00.000Z"],
  ["2026-11-30 18:00:30.5Z", "2026-11-30T18:00:30.500Z"],
])("a keep time is read as %s", (text, iso) => {
  expect(parseTime(text).toISOString()).toBe(iso);
});

it("a time without an offset is local time, and a date alone is its midnight", () => {
  expect(parseTime("2026-11-30T18:00")).toEqual(new Date(2026, 10, 30, 18));
  expect(parseTime("2026-11-30")).toEqual(new Date(2026, 10, 30));
});

it.each(["", "tomorrow", "18:00", "2026-13-01", "2026-11-30T25:00", "2026-11-30T18", "30.11.2026", "1764525600"])(
  "%j is refused as a keep time",
  (text) => {
    expect(() => parseTime(text)).toThrow(expect.objectContaining({ code: "usage", message: `"${text}" is not a time` }));
  },
);
