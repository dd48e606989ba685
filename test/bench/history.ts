import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type AppReceipt, groupOf, type IntentReceipt, type Receipt, resumedReceipt } from "../../src/core/idle/receipt.ts";
import { grouped } from "../../src/core/collections.ts";
import { receiptLine } from "../../src/core/idle/receipt-line.ts";
import { appLine, runLine } from "../core/idle/receipts.ts";
import type { Built } from "./built.ts";
import { type Program, runOnce } from "./measure.ts";
import type { Row } from "./row.ts";

const apps = 2_000;
const sweepsADay = 96;
/** Every tenth app is stopped once a day. */
const stopsADay = 200;
const daysOfYear = 365;
const dayMs = 86_400_000;

/** `history` of a year, and of one day of an earlier version's record, which had a line for every app and sweep. */
export async function historyRows({ launcher }: Built): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-bench-history-"));
  try {
    const [year, naive] = [join(folder, "year"), join(folder, "naive")];
    const yesterday = Date.now() - dayMs;
    for (let day = 0; day < daysOfYear; day += 1) await writeDay(join(year, "receipts"), new Date(yesterday - day * dayMs));
    await writeNaiveDay(join(naive, "receipts"), new Date(yesterday));
    const measured = (state: string, format: string) => {
      const program: Program = [process.execPath, launcher, "auto-shutdown", "history", "--since", "366d", "-o", format];
      return runOnce(program, { STUDIOCTL_STATE_HOME: state }, { discard: true });
    };
    const rows = ["table", "json", "yaml", "jsonl", "tsv"].map((format): Row => {
      const { milliseconds, peakMb } = measured(year, format);
      const what = `history of a year, ${(stopsADay * daysOfYear).toLocaleString("en")} stops -o ${format}`;
      return { what, measured: `${milliseconds.toFixed(0)} ms`, against: "2 s", ratio: milliseconds / 2_000, target: 1, peakMb };
    });
    const { milliseconds, peakMb } = measured(naive, "json");
    const lines = (apps * sweepsADay).toLocaleString("en");
    return [
      ...rows,
      { what: `  a day with a line for every app and sweep (${lines})`, measured: `${milliseconds.toFixed(0)} ms`, against: "", peakMb },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A day as it is once it is packed: each stop with a line of the instance running again the next morning. */
async function writeDay(receipts: string, day: Date): Promise<void> {
  const start = Math.floor(day.getTime() / dayMs) * dayMs;
  const runs = Array.from({ length: sweepsADay }, (_, sweep): Receipt[] => {
    const common = { At: new Date(start + sweep * 15 * 60_000), Run: runId(start + sweep) };
    const own = Array.from({ length: stopsADay }, (_each, place) => place).filter((place) => place % sweepsADay === sweep);
    return [...own.flatMap((place) => [stopOf(place, common), resumedReceipt({ ...stopOf(place + 1, common) })]), runLine(common)];
  }).flat();
  await mkdir(receipts, { recursive: true });
  for (const [group, lines] of grouped(runs, groupOf)) {
    const name = `${day.toISOString().slice(0, 10)}.${group}.ndjson.gz`;
    await writeFile(join(receipts, name), gzipSync(lines.map((line) => `${receiptLine(line)}\n`).join("")));
  }
}

async function writeNaiveDay(receipts: string, day: Date): Promise<void> {
  const start = Math.floor(day.getTime() / dayMs) * dayMs;
  const text = Array.from({ length: sweepsADay }, (_, sweep) => {
    const common = { At: new Date(start + sweep * 15 * 60_000), Run: `${sweep}` };
    const all = Array.from({ length: apps }, (_each, place): AppReceipt => ({
      ...stopOf(place, common),
      Verdict: "active",
      Result: "kept",
    }));
    return [...all, runLine(common)].map((line) => `${receiptLine(line)}\n`).join("");
  }).join("");
  await mkdir(receipts, { recursive: true });
  await writeFile(join(receipts, `${day.toISOString().slice(0, 10)}.ndjson`), text);
}

/** As long as that of a run, and as often with a digit first. */
function runId(seed: number): string {
  return ((seed * 2_654_435_761) % 2 ** 52).toString(36);
}

function stopOf(place: number, common: Pick<IntentReceipt, "At" | "Run">): AppReceipt {
  return appLine({
    ...common,
    UserProfileName: `user-${place}`,
    AppType: "JupyterLab",
    AppName: "default",
    Reason: `last activity 2h ago, notebooks/experiment-${place}.ipynb`,
    ResourceSpec: { InstanceType: "ml.m5.large", SageMakerImageArn: "arn:aws:sagemaker:us-east-1:081325390199:image/data-science" },
  });
}
