import { describe, expect, it } from "vitest";
import type { SweepRegion } from "../../src/operations/sweep/region.ts";
import { live } from "./days.ts";
import { type Figures, inWords, together } from "./figures.ts";

/** Of one account each: what goes wrong can be replayed by its seed alone. */
const daysEach = 10;

async function liveMany(seeds: number, distort?: (region: SweepRegion) => SweepRegion): Promise<Figures> {
  const each: Figures[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) each.push(await live(seed, daysEach, distort));
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

describe("in random days of people who work, train in silence, leave and come back", () => {
  it("no sweep stops an app in use: a thousand days", { timeout: 300_000 }, async () => {
    const figures = await liveMany(100);
    process.stdout.write(inWords(figures));
    expect(figures.wrongStops).toEqual([]);
    expect(figures.stops).toBeGreaterThan(figures.days);
  });

  it("a sweep that ignores busy kernels would stop apps in use", async () => {
    const { wrongStops } = await liveMany(3, blindToBusy);
    expect(wrongStops.length).toBeGreaterThan(0);
    expect(wrongStops).toContainEqual(expect.objectContaining({ why: "at work" }));
  });

  it("the same seed is the same days", async () => {
    expect(await live(7, 3)).toEqual(await live(7, 3));
  });
});
