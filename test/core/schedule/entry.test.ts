import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { intervalOf } from "../../../src/core/schedule/entry.ts";
import { requirement, systemdAnalyze } from "../../requirements.ts";

const minute = 60_000;
const hour = 60 * minute;
const lengths = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 120, 180, 240, 360, 480, 720, 1440].map((minutes) => minutes * minute);

/** The minutes of a day at which cron would run a line with these fields (crontab(5)). */
function minutesOfDay(fields: string): number[] {
  const [minutes = "", hours = "", ...days] = fields.split(" ");
  expect(days).toEqual(["*", "*", "*"]);
  return Array.from({ length: 1440 }, (_, i) => i).filter((i) => fits(minutes, i % 60) && fits(hours, Math.floor(i / 60)));
}

function fits(field: string, value: number): boolean {
  return /^\d+$/.test(field) ? value === Number(field) : value % Number(field.replace("*/", "").replace("*", "1")) === 0;
}

it.each(lengths)("a schedule runs at equal distances of %i ms, also over midnight", (milliseconds) => {
  const starts = minutesOfDay(intervalOf(milliseconds).cron);
  const gaps = starts.map((start, i) => (starts[i + 1] ?? 1440 + (starts[0] ?? 0)) - start);
  expect(new Set(gaps)).toEqual(new Set([milliseconds / minute]));
});

it.each([
  [15 * minute, "*/15 * * * *", "*:0/15"],
  [minute, "* * * * *", "*:0/1"],
  [hour, "0 * * * *", "0/1:00"],
  [2 * hour, "0 */2 * * *", "0/2:00"],
  [24 * hour, "0 0 * * *", "00:00"],
])("an interval of %i ms is written as %s and %s", (milliseconds, cron, calendar) => {
  expect(intervalOf(milliseconds)).toEqual({ milliseconds, cron, calendar });
});

it.each([
  [25 * minute, "every 25m", "20m"],
  [7 * minute, "every 7m", "6m"],
  [45 * minute, "every 45m", "30m"],
  [90 * minute, "every 1h 30m", "1h"],
  [5 * hour, "every 5h", "4h"],
  [30_000, "every 30s", "1m"],
  [7 * 24 * hour, "every 7d", "1d"],
])("an interval of %i ms is refused with the nearest valid one", (milliseconds, said, nearest) => {
  expect(() => intervalOf(milliseconds)).toThrow(
    expect.objectContaining({ code: "usage", message: expect.stringContaining(said), fix: `the nearest is ${nearest}` }),
  );
});

requirement(systemdAnalyze, () => {
  it.each(lengths)("systemd reads the calendar as an interval of %i ms", (milliseconds) => {
    const { stdout, status } = spawnSync(systemdAnalyze.probe[0], ["calendar", "--iterations=3", intervalOf(milliseconds).calendar], {
      encoding: "utf8",
      env: { ...process.env, TZ: "UTC" },
    });
    expect(status).toBe(0);
    const times = [...stdout.matchAll(/(?:elapse|Iter(?:ation|\.) #\d+): \w+ (\S+ \S+) UTC/g)].map(([, time]) => Date.parse(`${time}Z`));
    expect(times).toHaveLength(3);
    expect(times.map((time, i) => time - (times[i - 1] ?? time - milliseconds))).toEqual([milliseconds, milliseconds, milliseconds]);
  });
});
