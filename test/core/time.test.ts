import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatDuration, parseDuration } from "../../src/core/time.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

describe("parseDuration", () => {
  it.each([
    ["90s", 90 * second],
    ["15m", 15 * minute],
    ["2h", 2 * hour],
    ["1h30m", hour + 30 * minute],
    ["7d", 7 * day],
    ["2w", 14 * day],
    ["1w1d", 8 * day],
    ["0h5m", 5 * minute],
    ["1d2h3m4s", day + 2 * hour + 3 * minute + 4 * second],
  ])("reads %s", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each([
    ["60", "a bare number does not say its unit"],
    ["1.5", "a bare number does not say its unit"],
    ["-5m", "a duration cannot be negative"],
    ["99999d", "it is longer than a hundred years"],
    ["9".repeat(400) + "d", "it is longer than a hundred years"],
    ["", undefined],
    ["soon", undefined],
    ["30m1h", undefined],
    ["1d1w", undefined],
    ["1h 30m", undefined],
    ["1.5h", undefined],
    ["2H", undefined],
  ])("refuses %s, saying the value and the right form", (text, why) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({
        code: "usage",
        message: `"${text}" is not a duration`,
        why,
        fix: "write it as 90s, 15m, 2h, 1h30m, 7d or 2w",
      }),
    );
  });
});

describe("a duration of no time", () => {
  const zeros = ["0s", "0m", "0h0m", "0w", "00s"];

  it.each(zeros)("%s is refused, with why", (text) => {
    expect(() => parseDuration(text)).toThrow(
      expect.objectContaining({ code: "usage", message: `"${text}" is too short`, why: "it must be longer than 0s" }),
    );
    expect(() => parseDuration(text, "nothing would start")).toThrow(expect.objectContaining({ why: "nothing would start" }));
  });

  it.each(zeros)("%s is accepted where none makes sense; a bare 0 is not", (text) => {
    expect(parseDuration(text, "accepted")).toBe(0);
    expect(() => parseDuration("0", "accepted")).toThrow(expect.objectContaining({ why: "a bare number does not say its unit" }));
  });
});

describe("formatDuration", () => {
  it.each([
    [0, "0s"],
    [999, "0s"],
    [-hour, "0s"],
    [Number.NaN, "0s"],
    [45 * second, "45s"],
    [90 * second, "1m 30s"],
    [hour, "1h"],
    [hour + 5 * second, "1h"],
    [3 * hour + 12 * minute + 59 * second, "3h 12m"],
    [2 * day + 4 * hour, "2d 4h"],
    [400 * day, "400d"],
  ])("writes %d as %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it("loses less than its smaller unit: what it writes is read back no longer, and no more than one unit shorter", () => {
    fc.assert(
      fc.property(fc.integer({ min: second, max: 1_000 * day }), (milliseconds) => {
        const back = parseDuration(formatDuration(milliseconds).replace(" ", ""));
        expect(back).toBeLessThanOrEqual(milliseconds);
        expect(milliseconds - back).toBeLessThan(milliseconds >= day ? hour : milliseconds >= hour ? minute : second);
      }),
    );
  });
});
