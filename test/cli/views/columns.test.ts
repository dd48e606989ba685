import { expect, it } from "vitest";
import { age, hourlyFigure, statusTone, timeAndAge } from "../../../src/cli/views/columns.ts";

const now = new Date("2026-03-02T12:00:00Z");
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1_000);
const [minute, hour, day] = [60, 3_600, 86_400];

it.each([
  [0, "0s"],
  [-90, "0s"],
  [59, "59s"],
  [9 * minute + 59, "9m 59s"],
  [10 * minute + 59, "10m"],
  [9 * hour + 59 * minute, "9h 59m"],
  [11 * hour + 30 * minute, "11h"],
  [day + 20 * hour, "1d 20h"],
  [90 * day + 4 * hour, "90d"],
])("an age of %i s is %s: a figure, or two where the first is below ten", (seconds, text) => {
  expect(age(ago(seconds), now)).toBe(text);
});

it("a time is shown with its age wherever one thing is described", () => {
  expect(timeAndAge(ago(11 * hour), now)).toBe("2026-03-02T01:00:00Z (11h ago)");
});

it.each([
  ["InService", "good"],
  ["available", "good"],
  ["Pending", "warn"],
  ["CREATING", "warn"],
  ["Update_Failed", "bad"],
  ["CREATE_FAILED", "bad"],
  ["error", "bad"],
  ["Deleted", "dim"],
  ["deleted", "dim"],
])("the tone of %s is %s", (status, tone) => {
  expect(statusTone(status)).toBe(tone);
});

it("dollars an hour have as many digits in every table, and nothing where no price is known", () => {
  expect([0, 0.05, 0.7364, 20.36, undefined].map(hourlyFigure)).toEqual(["0.000", "0.050", "0.736", "20.360", ""]);
});
