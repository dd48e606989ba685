import { describe, expect, it } from "vitest";
import { StudioctlError } from "../../../src/core/errors.ts";
import type { RecordedVisit } from "../../../src/core/idle/visits.ts";
import { kernel, lab, minutesAgo, outcomes, owned, reasons, world, type World } from "./sweep.ts";

const app = "space:nlp/JupyterLab/default";

function labs(idleMinutes: number, remote = false): World {
  const space = { ...owned("nlp", "bob"), ...(remote && { SpaceSettings: { RemoteAccess: "ENABLED" } as const }) };
  return world(
    { apps: [lab("nlp"), lab("vision")], spaces: [space, owned("vision", "maya")] },
    {
      "space:nlp JupyterLab": { kernels: [kernel("", idleMinutes)] },
      "space:vision JupyterLab": { kernels: [kernel("", 5)] },
    },
  );
}

const came = (minutes: number, more: Partial<RecordedVisit> = {}): RecordedVisit => ({
  at: minutesAgo(minutes),
  kind: "session",
  by: "bob",
  DomainId: "d-one",
  SpaceName: "nlp",
  ...more,
});

describe("recorded visits", () => {
  it("keep an app within the threshold, and are asked for once, for the last 12 hours", async () => {
    const here = labs(240);
    here.visits.set([came(30)]);
    const { Decisions } = await here.run();
    expect(outcomes(Decisions)[app]).toBe("active kept");
    expect(here.visits.asked).toEqual([minutesAgo(12 * 60)]);
    expect(here.studio.count("deleteApp")).toBe(0);
  });

  it("leave an app unknown while a session may last, and let it stop afterwards", async () => {
    const here = labs(900);
    here.visits.set([came(5 * 60)]);
    expect(outcomes((await here.run()).Decisions)[app]).toBe("unknown kept");
    here.clock.advance(8 * 3_600_000);
    expect(outcomes((await here.run()).Decisions)[app]).toBe("idle stopped");
  });

  it("do not stop an app that remote access keeps, when nobody came", async () => {
    const here = labs(900, true);
    expect(outcomes((await here.run()).Decisions)[app]).toBe("unknown kept");
    expect(here.visits.asked).toHaveLength(1);
  });

  it("are not read if no app would stop without them", async () => {
    const here = labs(10, true);
    here.visits.set(new Error("nobody was to be asked"));
    expect(outcomes((await here.run()).Decisions)[app]).toBe("active kept");
    expect(here.visits.asked).toEqual([]);
  });

  it("change nothing without the permission, which the report names", async () => {
    const here = labs(240);
    here.visits.set(new StudioctlError("denied", "cannot look up StartSession events", { deniedAction: "cloudtrail:LookupEvents" }));
    const report = await here.run();
    expect(outcomes(report.Decisions)[app]).toBe("idle stopped");
    expect(report.DeniedActions).toEqual(["cloudtrail:LookupEvents"]);
  });

  it("change nothing when they cannot be read for another reason, which the evidence names", async () => {
    const here = labs(240);
    here.visits.set(new StudioctlError("throttled", "cannot look up StartSession events"));
    const { Decisions } = await here.run();
    expect(outcomes(Decisions)[app]).toBe("idle stopped");
    expect(reasons(Decisions)).toHaveLength(2);
    expect(Decisions[0]?.Evidence).toContainEqual(expect.objectContaining({ Source: "cloudtrail" }));
  });
});
