import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StudioctlError } from "../../../../src/core/errors.ts";
import type { Receipt } from "../../../../src/core/idle/receipt.ts";
import { receiptLine } from "../../../../src/core/idle/receipt-line.ts";
import { appLine, hours, runLine } from "../../../core/idle/receipts.ts";
import { fakeStudio } from "../../../fakes/studio.ts";
import { gateway, hoursAgo, studioctl, type World } from "../../run.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "studioctl-history-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const home = () => ({ STUDIOCTL_STATE_HOME: folder });
const report = () => join(folder, "report.ndjson");
const server = gateway("default", { AppType: "JupyterServer", ResourceSpec: { InstanceType: "system" } });

/** Alice's idle app, and the state folder of this test. */
function idle(more: Partial<World> = {}): World {
  const studio = fakeStudio({ domains: [{ DomainId: "d-1" }], apps: [server, gateway("churn")] });
  const kernels = [{ id: "k", state: "idle", lastActivity: hoursAgo(3), appName: "churn", path: "churn.ipynb" }];
  return { studio, servers: { "alice JupyterServer": { kernels } }, env: home(), ...more };
}

async function recordOf(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
  return lines.map((line): Record<string, unknown> => JSON.parse(line));
}

/** The record of a day, stops before changes of verdict before runs. */
async function recorded(): Promise<Record<string, unknown>[]> {
  const names = await readdir(join(folder, "receipts"));
  const groups = ["stops", "verdicts", "runs"].map((group) => `2026-03-02.${group}.ndjson`);
  const lists = await Promise.all(groups.filter((name) => names.includes(name)).map((name) => recordOf(join(folder, "receipts", name))));
  return lists.flat();
}
const kinds = (lines: readonly Record<string, unknown>[]) =>
  lines.map(({ Kind, Result, Outcome }) => `${String(Kind)} ${String(Result ?? Outcome)}`);

/** Writes a record, as if runs had. */
async function past(...receipts: Receipt[]): Promise<void> {
  await mkdir(join(folder, "receipts"), { recursive: true });
  await appendFile(join(folder, "receipts", "2026-03-02.ndjson"), receipts.map((receipt) => `${receiptLine(receipt)}\n`).join(""));
}

describe("a run leaves", () => {
  it("a line of every stop and one of its own", async () => {
    await studioctl("auto-shutdown run --yes --endpoint-url https://proxy/", idle());
    const lines = await recorded();
    expect(kinds(lines)).toEqual(["intent planned", "app stopped", "run done"]);
    expect(lines[1]).toMatchObject({
      Account: "123456789012",
      AppName: "churn",
      Reason: expect.stringContaining("churn.ipynb"),
      HourlyUsdSaved: 0.05,
    });
    expect(lines[2]).toMatchObject({
      Account: "123456789012",
      Regions: ["us-east-1"],
      StartedAt: "2026-03-02T12:00:00.000Z",
      Version: expect.stringMatching(/^\d+\.\d+/),
      Arguments: ["auto-shutdown", "run", "--yes", "--endpoint-url", "https://proxy/"],
      Summary: { Evaluated: 1, Stopped: 1 },
    });
  });

  it("the same in a file, where one is named", async () => {
    await studioctl(`auto-shutdown run --yes --report ${report()}`, idle());
    expect(await recordOf(report())).toEqual(await recorded());
  });

  it("of an app that is kept a line where its verdict changes, and all decisions of each run in the file that is named", async () => {
    const busy = [{ id: "k", state: "busy", appName: "churn" }];
    for (const kernels of [busy, busy]) {
      await studioctl(`auto-shutdown run --yes --report ${report()}`, idle({ servers: { "alice JupyterServer": { kernels } } }));
    }
    expect(kinds(await recorded())).toEqual(["app kept", "run done", "run done"]);
    expect(kinds(await recordOf(report()))).toEqual(["app kept", "run done", "app kept", "run done"]);
    await studioctl("auto-shutdown run --yes", idle({ servers: {} }));
    expect((await recorded()).slice(0, 2)).toMatchObject([{ Verdict: "active" }, { Verdict: "grace" }]);
  });

  it("a line that says why it came to nothing", async () => {
    const studio = fakeStudio({});
    studio.fail("listApps", "", new StudioctlError("no-credentials", "the token has expired"));
    await studioctl("auto-shutdown run --yes", idle({ studio }));
    await studioctl("auto-shutdown run --yes", idle({ busy: true }));
    await studioctl("auto-shutdown run", idle());
    await studioctl("auto-shutdown run", idle({ terminal: true, answers: { confirm: async () => false } }));
    expect(kinds(await recorded())).toEqual(["run no-credentials", "run busy", "run declined", "run declined"]);
  });

  it("nothing, and calls nothing, where the file cannot be written", async () => {
    const world = idle();
    const ran = await studioctl(`auto-shutdown run --yes --report ${folder}/none/report`, world);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('none/report" cannot be written (ENOENT)') });
    expect(world.studio).toMatchObject({ calls: [] });
    expect(await readdir(folder)).toEqual([]);
  });
});

describe("a plan as jsonl", () => {
  it("is a decision a line", async () => {
    const { stdout } = await studioctl("auto-shutdown plan -o jsonl", idle());
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([{ AppName: "churn", Result: "planned" }]);
  });
});

describe("a plan leaves", () => {
  it("nothing in the state folder, and all its decisions in a file", async () => {
    await studioctl(`auto-shutdown plan --report ${report()}`, idle());
    expect(kinds(await recordOf(report()))).toEqual(["app planned", "run done"]);
    expect(await readdir(folder)).not.toContain("receipts");
  });
});

const names = async (flags: string) => (await studioctl(`auto-shutdown history -o name ${flags}`, idle())).stdout.trimEnd().split("\n");

describe("auto-shutdown history", () => {
  it("shows what a run stopped, why, and what it saves; on stderr the sum and a chart", async () => {
    await past(
      appLine({ At: hours(-20), UserProfileName: "bob" }),
      appLine({ At: hours(-2) }),
      appLine({ At: hours(-1), Run: "last", AppName: "b", Result: "failed", UserProfileName: "carla" }),
      runLine({ At: hours(-1) }),
    );
    const { code, stdout, stderr } = await studioctl("auto-shutdown history", idle());
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.replaceAll(/ {2,}/g, " | ")),
    ).toEqual([
      "WHEN | APP | INSTANCE | RESULT | SAVED | REASON",
      "2026-03-02T11:00:00Z | carla/b | ml.m5.large | failed | last activity 2h ago, a.ipynb",
      "2026-03-02T10:00:00Z | alice/a | ml.m5.large | stopped | $0.20 | last activity 2h ago, a.ipynb",
      "2026-03-01T16:00:00Z | bob/a | ml.m5.large | stopped | $2.00 | last activity 2h ago, a.ipynb",
    ]);
    expect(stderr).toBe(
      `2 stopped, 1 could not be, saved $2.20\n1 run, the last 1h ago\n\nsaved per day:\n2026-03-01  ${"█".repeat(40)} $2.00\n2026-03-02  ████ $0.20\n`,
    );
  });

  it("history prints only data for scripts", async () => {
    await past(appLine({ At: hours(-2) }), runLine({ At: hours(-2) }));
    const { stdout, stderr } = await studioctl("auto-shutdown history -o json", idle());
    expect(JSON.parse(stdout)).toMatchObject({
      Since: "2026-02-23T12:00:00.000Z",
      Until: "2026-03-02T12:00:00.000Z",
      Stops: [
        {
          At: "2026-03-02T10:00:00.000Z",
          AppName: "a",
          Reason: "last activity 2h ago, a.ipynb",
          HourlyUsdSaved: 0.1,
          UsdSaved: 0.2,
          Evidence: [{ Source: "jupyter" }],
        },
      ],
      Days: [{ Day: "2026-03-02", Stopped: 1, UsdSaved: 0.2 }],
      Summary: { Stopped: 1, Failed: 0, UsdSaved: 0.2, Runs: 1, FailedRuns: 0, LastRunAt: "2026-03-02T10:00:00.000Z" },
    });
    expect(stderr).not.toContain("█");
    expect((await studioctl("auto-shutdown history -o name", idle())).stdout).toBe("d-one/alice/KernelGateway/a\n");
  });

  it("prints a stop a line with jsonl", async () => {
    await past(appLine({ At: hours(-3) }), appLine({ At: hours(-2), AppName: "b" }));
    const { stdout } = await studioctl("auto-shutdown history -o jsonl", idle());
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line): unknown => JSON.parse(line)),
    ).toMatchObject([{ AppName: "b" }, { AppName: "a", UsdSaved: 0.3 }]);
  });

  it("history covers the given time and owners", async () => {
    await past(
      appLine({ At: hours(-5) }),
      appLine({ At: hours(-3), UserProfileName: "bob" }),
      appLine({ At: hours(-1), Region: "eu-west-1", DomainId: "d-two", UserProfileName: "carla" }),
    );
    expect(await names("--since 4h")).toEqual(["d-two/carla/KernelGateway/a", "d-one/bob/KernelGateway/a"]);
    expect(await names("--user alice,bob")).toEqual(["d-one/bob/KernelGateway/a", "d-one/alice/KernelGateway/a"]);
    expect(await names("--region eu-west-1")).toEqual(["d-two/carla/KernelGateway/a"]);
    expect(await names("--domain d-one --since 4h")).toEqual(["d-one/bob/KernelGateway/a"]);
  });

  it("reads a report", async () => {
    await studioctl(`auto-shutdown run --yes --report ${report()}`, idle());
    await rm(join(folder, "receipts"), { recursive: true });
    expect((await studioctl(`auto-shutdown history --report ${report()} -o name`, idle())).stdout).toBe("d-1/alice/KernelGateway/churn\n");
    expect(await studioctl(`auto-shutdown history --report ${folder}/none`, idle())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no file"),
    });
  });

  it("says where nothing was stopped, and calls nothing", async () => {
    const world = idle();
    expect(await studioctl("auto-shutdown history --since 2d", world)).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "nothing was stopped in the last 2d\n0 runs\n",
    });
    expect(JSON.parse((await studioctl("auto-shutdown history -o json", world)).stdout)).toMatchObject({ Stops: [], Days: [] });
    expect(world.studio).toMatchObject({ calls: [] });
  });

  it.each([
    ["--since yesterday", '"yesterday" is not a duration'],
    ["--domain research", '"research" is not a domain id'],
    ["--user -x", '"-x"'],
  ])("refuses %s", async (flags, message) => {
    expect(await studioctl(`auto-shutdown history ${flags}`, idle())).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it("draws the latest 31 days, and says of how many", async () => {
    await mkdir(join(folder, "receipts"));
    for (let day = 0; day < 40; day += 1) {
      const at = hours(-24 * day - 1);
      await writeFile(join(folder, "receipts", `${at.toISOString().slice(0, 10)}.ndjson`), receiptLine(appLine({ At: at, Run: `${day}` })));
    }
    const { stderr } = await studioctl("auto-shutdown history --since 60d", idle());
    expect(stderr).toContain("saved per day, the latest 31 of 40 days with stops:");
    expect(stderr.match(/█ \$/g)).toHaveLength(31);
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(/^2026-03-02 /);
  });

  it("receipts are kept for the configured time", async () => {
    await mkdir(join(folder, "receipts"));
    await writeFile(join(folder, "receipts", "2026-02-01.ndjson"), `${receiptLine(runLine())}\n`);
    expect(await studioctl("auto-shutdown run --yes", idle({ env: { ...home(), STUDIOCTL_KEEP_RECEIPTS: "soon" } }))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("STUDIOCTL_KEEP_RECEIPTS"),
    });
    await studioctl("auto-shutdown run --yes", idle({ env: { ...home(), STUDIOCTL_KEEP_RECEIPTS: "7d" } }));
    expect(await readdir(join(folder, "receipts"))).toEqual(["2026-03-02.runs.ndjson", "2026-03-02.stops.ndjson"]);
  });
});
