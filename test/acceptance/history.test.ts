import { type FSWatcher, mkdirSync, readFileSync, readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { account, patience } from "./account.ts";

interface Line {
  readonly Kind: string;
  readonly Result?: string;
}

function recordIn(folder: string): Line[] {
  return readdirSync(folder).flatMap((name) => {
    if (!name.endsWith(".ndjson")) return [];
    const lines = readFileSync(join(folder, name), "utf8")
      .split("\n")
      .filter((line) => line !== "");
    return lines.map((line): Line => JSON.parse(line));
  });
}

const outcomesIn = (folder: string): Line[] => recordIn(folder).filter(({ Kind }) => Kind === "app");

it("the history shows what was stopped, and what that has saved since", patience, async () => {
  const { run } = account();
  await run("studioctl auto-shutdown run --yes");
  await run("studioctl sandbox advance 2h");
  const { stdout, stderr } = await run("studioctl auto-shutdown history");
  expect(stdout).toMatch(/alice\/vision-gpu +ml\.g4dn\.xlarge +stopped +\$\d+\.\d\d +last activity 6h 10m ago/);
  expect(stderr).toMatch(/\d+ stopped, saved \$\d+\.\d\d\n1 run, the last 2h ago\n/);
  expect(stderr).toMatch(/saved per day:\n\d{4}-\d\d-\d\d +█+ \$/);
  expect((await run("studioctl auto-shutdown history --user alice --query 'Stops[].AppName' -o tsv")).stdout).toBe("vision-gpu\n");
});

it("a run that is killed has recorded all it stopped, but for the one in its hands", patience, async () => {
  const { run, state, folder } = account();
  const gone = () => Object.values(state().sagemaker.apps).filter(({ Status }) => Status === "Deleting" || Status === "Deleted").length;
  const before = gone();
  const receipts = join(folder, "state", "sandbox", "receipts");
  mkdirSync(receipts, { recursive: true });
  const watchers: FSWatcher[] = [];
  const killed = await run("exec studioctl auto-shutdown run --yes --concurrency 1", {
    onStderr: (_, signal) => watchers.push(watch(receipts, () => outcomesIn(receipts).length >= 2 && signal("SIGKILL"))),
  });
  for (const watcher of watchers) watcher.close();
  expect(killed.code).toBeNull();

  const stopped = gone() - before;
  expect(new Set(recordIn(receipts).map(({ Kind }) => Kind))).toEqual(new Set(["intent", "app"]));
  const recorded = outcomesIn(receipts);
  const told = recorded.filter(({ Result }) => Result === "stopped").length;
  expect(told).toBeGreaterThanOrEqual(2);
  expect(stopped - told).toBeOneOf([0, 1]);
  const intended = recordIn(receipts).length - recorded.length;
  expect(intended).toBeGreaterThanOrEqual(stopped);
  const { stdout } = await run("studioctl auto-shutdown history -o json");
  expect(JSON.parse(stdout)).toMatchObject({ Summary: { Stopped: told, Unfinished: intended - told, Runs: 0 } });
});

describe.concurrent("app why", patience, () => {
  it("says of an app that a sweep stopped when and why, also when the service no longer lists it", async () => {
    const person = account();
    const report = JSON.parse((await person.run("studioctl auto-shutdown run --yes --type CodeEditor --idle 1h -o json")).stdout);
    const stopped = report.Decisions.find(
      ({ Result, SpaceName }: { Result: string; SpaceName: string }) => Result === "stopped" && SpaceName === "etl-scripts",
    );
    const listed = await person.run("studioctl app why space:etl-scripts/default -d research");
    expect([listed.code, listed.stdout.replaceAll(/\s+/g, " ")]).toEqual([0, expect.stringContaining(`auto-shutdown stopped it at `)]);
    expect(listed.stdout.replaceAll(/\s+/g, " ")).toContain(String(stopped.Reason).slice(0, 20));
    await person.run("studioctl sandbox advance 25h");
    const gone = await person.run("studioctl app why space:etl-scripts/default -d research -o json");
    expect([gone.code, JSON.parse(gone.stdout)]).toMatchObject([
      0,
      {
        Status: "Deleted",
        SpaceName: "etl-scripts",
        AutoShutdown: { Reason: stopped.Reason },
        Diagnosis: {
          Cause: expect.stringContaining(stopped.Reason),
          Fix: expect.stringContaining("studioctl app start --space etl-scripts"),
        },
      },
    ]);
    expect((await person.run("studioctl app why space:nothing/default -d research")).code).toBe(1);
  });
});
