import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import { cron, crontab } from "../../../src/core/schedule/cron.ts";
import { intervalOf, type Notation } from "../../../src/core/schedule/entry.ts";
import { serviceUnit, systemd, timerUnit } from "../../../src/core/schedule/systemd.ts";
import { applyChange, type Change, install, planInstall, planRemove } from "../../../src/operations/schedule/change.ts";
import { entry } from "../../core/schedule/entry.ts";
import { fakeClock } from "../../fakes/clock.ts";
import { type FakeScheduler, fakeLastRuns, fakeScheduler } from "../../fakes/scheduler.ts";

const hourly = entry({ interval: intervalOf(3_600_000) });

async function installed(notation: Notation, scheduler = fakeScheduler(), wanted = entry()) {
  const change = await planInstall({ scheduler, notation }, wanted);
  if (change !== undefined) await install({ scheduler, logs: scheduler, lastRuns: fakeLastRuns(), clock: fakeClock() }, wanted, change);
  return { scheduler, change };
}

async function plannedFor(scheduler: FakeScheduler, notation: Notation): Promise<Change> {
  const change = await planInstall({ scheduler, notation }, entry());
  if (change === undefined) throw new Error("nothing was planned");
  return change;
}

describe.each([
  ["cron", cron, { [crontab]: "@daily mine\n" }],
  ["systemd", systemd, { [serviceUnit("default")]: undefined, [timerUnit("default")]: undefined }],
])("a schedule of %s", (_, notation, before) => {
  it("is planned without writing, then written after its log is prepared", async () => {
    const scheduler = fakeScheduler(before);
    const change = await plannedFor(scheduler, notation);
    expect(change.lines).toContain("+ # studioctl auto-shutdown begin default");
    expect(scheduler.did).toEqual([]);
    await installed(notation, scheduler);
    expect(scheduler.did).toEqual(["log /var/log/studioctl.log", "write default"]);
    expect(scheduler.standing.texts).toEqual(notation.add(before, entry()));
  });

  it("is installed once, however often it is asked for", async () => {
    const { scheduler } = await installed(notation, fakeScheduler(before));
    expect(await installed(notation, scheduler)).toMatchObject({ change: undefined });
    expect(scheduler.did).toHaveLength(2);
  });

  it("shows what differs from the one it replaces, and no more", async () => {
    const { scheduler } = await installed(notation, fakeScheduler(before));
    const { change } = await installed(notation, scheduler, hourly);
    expect(change?.lines).toHaveLength(2);
    expect(change?.lines.map((line) => line.slice(0, 2))).toEqual(["- ", "+ "]);
  });

  it("leaves what was there before it when it is removed, and says where there is nothing to remove", async () => {
    const { scheduler } = await installed(notation, fakeScheduler(before));
    const change = await planRemove({ scheduler, notation }, "default");
    if (change === undefined) throw new Error("nothing to remove");
    expect(change.lines.every((line) => line.startsWith("- "))).toBe(true);
    await applyChange({ scheduler }, change);
    expect(scheduler.standing.texts).toEqual(before);
    expect(await planRemove({ scheduler, notation }, "default")).toBeUndefined();
  });

  it("is not written over what somebody else has changed meanwhile", async () => {
    const scheduler = fakeScheduler(before);
    const change = await plannedFor(scheduler, notation);
    scheduler.standing = { texts: notation.add(before, hourly), active: true };
    await expect(
      install({ scheduler, logs: scheduler, lastRuns: fakeLastRuns(), clock: fakeClock() }, entry(), change),
    ).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("in the meantime") });
    expect(scheduler.did).not.toContain("write default");
  });

  it("is not written where its log cannot be", async () => {
    const scheduler = fakeScheduler(before);
    const change = await plannedFor(scheduler, notation);
    const logs = { prepare: () => Promise.reject(new StudioctlError("failed", "full")) };
    await expect(install({ scheduler, logs, lastRuns: fakeLastRuns(), clock: fakeClock() }, entry(), change)).rejects.toMatchObject({
      message: "full",
    });
    expect(scheduler.did).toEqual([]);
  });
});

it("installing enables disabled units again", async () => {
  const texts = systemd.add({}, entry());
  const { change, scheduler } = await installed(systemd, fakeScheduler(texts, false));
  expect(change?.lines).toEqual([]);
  expect(scheduler.did).toContain("write default");
});

it("removing leaves unit files that it has not written", async () => {
  const texts = { [serviceUnit("default")]: undefined, [timerUnit("default")]: "[Timer]\nOnCalendar=daily\n" };
  const ports = { scheduler: fakeScheduler(texts), notation: systemd };
  const refused = { code: "invalid", message: expect.stringContaining(timerUnit("default")) };
  await expect(planInstall(ports, entry())).rejects.toMatchObject(refused);
  await expect(planRemove(ports, "default")).rejects.toMatchObject(refused);
});
