import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Hours, hoursText, quietEnd, quietHours, weekDays } from "../../../src/core/idle/quiet-hours.ts";

const weekdays = ["mon", "tue", "wed", "thu", "fri"] as const;
const office: Hours = { from: "08:00", to: "19:00", zone: "Asia/Seoul", days: weekdays };
const night: Hours = { from: "22:00", to: "06:00", zone: "Europe/Berlin", days: ["fri"] };
const newYork = (from: string, to: string): Hours => ({ from, to, zone: "America/New_York", days: weekDays });

const two = (number: number) => String(number).padStart(2, "0");

describe("quiet hours", () => {
  it.each([
    // 2026-03-02 is a Monday; Seoul is nine hours ahead of UTC, all year.
    ["begin with their first minute", office, "2026-03-01T23:00:00Z", true],
    ["do not begin before it", office, "2026-03-01T22:59:59Z", false],
    ["last to the end of their last minute", office, "2026-03-02T09:59:59Z", true],
    ["end with their end", office, "2026-03-02T10:00:00Z", false],
    ["go by the days of their zone: Saturday there", office, "2026-03-06T23:00:00Z", false],
    ["go by the days of their zone: Monday there, Sunday here", office, "2026-03-08T23:30:00Z", true],
    // Berlin is one hour ahead in winter.
    ["go over midnight", night, "2026-03-07T04:59:00Z", true],
    ["begin on their day", night, "2026-03-06T21:00:00Z", true],
    ["do not begin on another day", night, "2026-03-07T21:00:00Z", false],
    ["do not go over the midnight before their day", night, "2026-03-06T04:00:00Z", false],
    ["end in the morning", night, "2026-03-07T05:00:00Z", false],
    ["may be a whole day", { ...office, from: "00:00", to: "24:00" }, "2026-03-02T14:59:00Z", true],
    // The clocks of New York go from 02:00 to 03:00 on 2026-03-08, and from 02:00 back to 01:00 on 2026-11-01.
    ["keep to the wall clock before it goes forward", newYork("08:00", "09:00"), "2026-03-07T13:30:00Z", true],
    ["keep to the wall clock when it has gone forward", newYork("08:00", "09:00"), "2026-03-08T12:30:00Z", true],
    ["keep to the wall clock, no longer to UTC", newYork("08:00", "09:00"), "2026-03-08T13:30:00Z", false],
    ["come twice with an hour that comes twice", newYork("01:00", "01:30"), "2026-11-01T05:15:00Z", true],
    ["come twice with an hour that comes twice, once more", newYork("01:00", "01:30"), "2026-11-01T06:15:00Z", true],
  ])("%s", (_, hours, moment, quiet) => {
    expect(quietHours(hours).covers(new Date(moment))).toBe(quiet);
  });

  it("cover a moment that is not a time", () => {
    expect(quietHours({ ...office, days: [] }).covers(new Date(Number.NaN))).toBe(true);
  });

  it("refuse an unknown time zone", () => {
    expect(() => quietHours({ ...office, zone: "Asia/Soul" })).toThrow(RangeError);
  });

  it("read as a policy file would say them", () => {
    expect([office, newYork("01:00", "24:00")].map(hoursText)).toEqual([
      "08:00-19:00 Asia/Seoul mon,tue,wed,thu,fri",
      "01:00-24:00 America/New_York",
    ]);
  });
});

describe("the end of quiet hours", () => {
  it.each([
    ["is now where it is not quiet", [office], "2026-03-02T10:00:00Z", "2026-03-02T10:00:00.000Z"],
    ["is the end of the day's", [office], "2026-03-02T01:23:45Z", "2026-03-02T10:00:00.000Z"],
    ["is the next morning", [night], "2026-03-06T21:00:30Z", "2026-03-07T05:00:00.000Z"],
    [
      "is that of the last of several in a row",
      [office, { ...office, from: "18:30", to: "23:00" }],
      "2026-03-02T09:00:00Z",
      "2026-03-02T14:00:00.000Z",
    ],
    ["comes an hour sooner when the clock goes forward", [newYork("00:00", "06:00")], "2026-03-08T05:00:00Z", "2026-03-08T10:00:00.000Z"],
    ["comes an hour later when the clock goes back", [newYork("00:00", "06:00")], "2026-11-01T04:00:00Z", "2026-11-01T11:00:00.000Z"],
    ["is after the gap when it falls into one", [newYork("01:00", "02:30")], "2026-03-08T06:30:00Z", "2026-03-08T07:00:00.000Z"],
  ])("%s", (_, all, moment, end) => {
    expect(quietEnd(all.map(quietHours), new Date(moment))?.toISOString()).toBe(end);
  });

  it("does not come where each hour of the week is quiet", () => {
    expect(quietEnd([quietHours(newYork("00:00", "24:00"))], new Date("2026-03-02T12:00:00Z"))).toBeUndefined();
  });

  it("is the first moment that is not quiet, in any zone and through any change of its clock", () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
      .map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
    const hours = fc.record({
      from: time,
      to: time,
      zone: fc.constantFrom("Asia/Seoul", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"),
      days: fc.subarray([...weekDays]),
    });
    const minute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2027, 0, 1) / 60_000 });
    fc.assert(
      fc.property(fc.array(hours, { maxLength: 2 }), minute, (all, at) => {
        const spans = all.filter(({ from, to }) => from !== to).map(quietHours);
        const quiet = (moment: number) => spans.some((span) => span.covers(new Date(moment * 60_000)));
        const end = quietEnd(spans, new Date(at * 60_000));
        if (end === undefined) return;
        const endMinute = end.getTime() / 60_000;
        expect(quiet(endMinute)).toBe(false);
        for (let step = at; step < endMinute; step += 7) expect(quiet(step)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
