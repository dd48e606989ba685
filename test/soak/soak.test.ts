import { describe, expect, it } from "vitest";
import type { Memory } from "../../src/core/idle/sightings.ts";
import type { SweepRegion } from "../../src/operations/sweep/region.ts";
import { type Faults, groups, live, type Setting, settings } from "./days.ts";
import { added, type Figures, inWords, ratio, together, visible, withoutDeadKernels } from "./figures.ts";

/** Of one account each: what goes wrong can be replayed by its seed alone. */
const daysEach = 10;

/** `npm run soak` simulates a thousand days of each setting. */
const days = Number(process.env["SOAK_DAYS"] ?? 20);

/** What came of the days of each setting, which two tests look at. */
const lived = new Map<Setting, Promise<Figures>>();

function liveMany(setting: Setting): Promise<Figures> {
  const figures = lived.get(setting) ?? liveEach(setting);
  lived.set(setting, figures);
  return figures;
}

async function liveEach(setting: Setting): Promise<Figures> {
  const each: Figures[] = [];
  for (let seed = 1; seed <= days / daysEach; seed += 1) each.push(await live(seed, daysEach, setting));
  return together(each);
}

/** The first stop of an app in use that some accounts see, if there is one. */
async function firstWrongStop(setting: Setting, faults: Faults, seeds: readonly number[]): Promise<string | undefined> {
  for (const seed of seeds) {
    const [wrong] = visible((await live(seed, daysEach, setting, { ...faults, untilWrong: true })).wrongStops);
    if (wrong !== undefined) return wrong.why;
  }
  return undefined;
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

/** Looks inside, and sees nobody who is connected. */
const blindToConnections = ({ inside, ...region }: SweepRegion): SweepRegion => ({
  ...region,
  inside: {
    async look(...asked) {
      const told = await inside.look(...asked);
      if (!told.seen) return told;
      return { ...told, first: { ...told.first, connections: [] }, second: { ...(told.second ?? told.first), connections: [] } };
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

/** Takes the first look that finds nothing for one of many. */
const hasty = ({ apps, ...rest }: Memory): Memory => ({
  ...rest,
  apps: Object.fromEntries(
    Object.entries(apps).map(([app, { WorkedBy: _worked, ...sighting }]) => [app, { ...sighting, QuietSince: sighting.CreationTime }]),
  ),
});

describe("in random days of people who work here and over ssh, train in silence, leave scripts and jobs behind, leave and come back, with dead kernels and beacons, lost permissions and gaps between sweeps", () => {
  const lived = new Map<string, Figures>();

  it.each(Object.entries(settings))("no sweep stops an app in use: %s", { timeout: 3_600_000 }, async (name, setting) => {
    const figures = await liveMany(setting);
    lived.set(name, figures);
    process.stdout.write(inWords(name, figures));
    expect(visible(figures.wrongStops)).toEqual([]);
    expect(figures.stops).toBeGreaterThan(figures.days);
  });

  it("looks inside and trusted beacons leave apps idle for at most 1.2 times the ideal, where something shows that they are", () => {
    const { hours = {} } = lived.get("look inside and trusted beacons") ?? {};
    const shown = added([hours[groups.spaces], hours[groups.sso]].flatMap((each) => each ?? []));
    expect(ratio(withoutDeadKernels(shown))).toBeLessThanOrEqual(1.2);
  });
});

describe("the days find out what is wrong with a sweep", () => {
  // The account that finds it first is the first of each list; the others stand by for when the days change.
  const off = settings.off;
  const look = settings["look inside"];
  it.each<[string, Setting, Faults, number[]]>([
    ["that ignores busy kernels", off, { distort: blindToBusy }, [1, 2]],
    ["that does not see that remote access is on", off, { distort: blindToRemote }, [1, 2, 3]],
    ["that takes lost permissions for apps that cannot be observed", off, { distort: blindToDenials }, [32]],
    ["that takes a time without sweeps for one in which nothing changed", off, { misremember: blindToGaps }, [5, 1, 4, 8, 9]],
    ["that looks inside and does not see who is connected", look, { distort: blindToConnections }, [3, 1, 2]],
    ["that takes the first look that finds nothing for one of many", look, { misremember: hasty }, [1, 2, 3]],
  ])("%s", { timeout: 600_000 }, async (_, setting, faults, seeds) => {
    expect(await firstWrongStop(setting, faults, seeds)).toBeDefined();
  });

  it("the same seed is the same days", async () => {
    const setting = settings["look inside and trusted beacons"];
    expect(await live(7, 3, setting)).toEqual(await live(7, 3, setting));
  });
});
