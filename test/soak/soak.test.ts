import { describe, expect, it } from "vitest";
import type { Memory } from "../../src/core/idle/sightings.ts";
import type { SweepRegion } from "../../src/operations/sweep/region.ts";
import { type Faults, live } from "./days.ts";
import { type Figures, inWords, together } from "./figures.ts";

/** Of one account each: what goes wrong can be replayed by its seed alone. */
const daysEach = 10;

async function liveMany(seeds: number, faults?: Faults): Promise<Figures> {
  const each: Figures[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) each.push(await live(seed, daysEach, faults));
  return together(each);
}

/** A sweep that does not see what a rule hangs on. */
const blindToBusy = ({ probe, ...region }: SweepRegion): SweepRegion => ({
  ...region,
  probe: {
    async observe(...asked) {
      const told = await probe.observe(...asked);
      if (!told.seen) return told;
      const kernels = told.activity.kernels.map((kernel) => ({ ...kernel, state: kernel.state === "busy" ? "idle" : kernel.state }));
      return { seen: true, activity: { ...told.activity, kernels } };
    },
  },
});

const blindToRemote = ({ studio, ...region }: SweepRegion): SweepRegion => ({
  ...region,
  studio: {
    ...studio,
    async *listSpaces(filter) {
      for await (const { SpaceSettingsSummary: _, ...space } of studio.listSpaces(filter)) yield space;
    },
  },
});

/** Takes a permission that it lacks for an app that cannot be observed. */
const blindToDenials = ({ probe, ...region }: SweepRegion): SweepRegion => ({
  ...region,
  probe: {
    async observe(...asked) {
      const told = await probe.observe(...asked);
      return told.seen ? told : { seen: false, why: told.why };
    },
  },
});

/** Remembers every app as seen just now, so that no gap shows. */
const blindToGaps = ({ apps, ...rest }: Memory, now: Date): Memory => ({
  ...rest,
  apps: Object.fromEntries(
    Object.entries(apps).map(([app, sighting]) => [app, { ...sighting, LastSeen: now, ...(sighting.ObservedAt && { ObservedAt: now }) }]),
  ),
});

describe("in random days of people who work here and over ssh, train in silence, leave and come back, with dead kernels, lost permissions and gaps between sweeps", () => {
  it("no sweep stops an app in use: a thousand days", { timeout: 900_000 }, async () => {
    const figures = await liveMany(100);
    process.stdout.write(inWords(figures));
    expect(figures.wrongStops).toEqual([]);
    expect(figures.stops).toBeGreaterThan(figures.days);
  });

  it("a sweep that ignores busy kernels would stop apps in use", async () => {
    const { wrongStops } = await liveMany(3, { distort: blindToBusy });
    expect(wrongStops.length).toBeGreaterThan(0);
    expect(wrongStops).toContainEqual(expect.objectContaining({ why: "at work" }));
  });

  it.each([
    ["that does not see that remote access is on", { distort: blindToRemote }, 6],
    ["that takes lost permissions for apps that cannot be observed", { distort: blindToDenials }, 20],
    ["that takes a time without sweeps for one in which nothing changed", { misremember: blindToGaps }, 20],
  ])("a sweep %s would stop apps in use", { timeout: 300_000 }, async (_, faults, seeds) => {
    expect((await liveMany(seeds, faults)).wrongStops.length).toBeGreaterThan(0);
  });

  it("the same seed is the same days", async () => {
    expect(await live(7, 3)).toEqual(await live(7, 3));
  });
});
