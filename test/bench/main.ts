import { cpus, loadavg } from "node:os";
import type { Column } from "../../src/output/column.ts";
import { renderTable } from "../../src/output/table.ts";
import { built } from "./built.ts";
import type { Row } from "./row.ts";
import { callRows } from "./calls.ts";
import { channelRows } from "./channel.ts";
import { fileRows } from "./files.ts";
import { historyRows } from "./history.ts";
import { listRows } from "./list.ts";
import { loopRows } from "./loops.ts";
import { startupRows } from "./startup.ts";
import { sweepRows } from "./sweep.ts";
import { teardownRows } from "./teardown.ts";
import { terminalRows } from "./terminal.ts";

/*
 * How fast the built command is, as whole processes, and how much memory they take: `npm run bench`.
 * Ratios to what is run beside it say more than times, which are this machine's.
 */

const columns: readonly Column<Row>[] = [
  { header: "WHAT", value: ({ what }) => what },
  { header: "MEASURED", value: ({ measured }) => measured, align: "right" },
  { header: "AGAINST", value: ({ against }) => against },
  { header: "RATIO", value: ({ ratio }) => ratio?.toFixed(2) ?? "", align: "right" },
  { header: "TARGET", value: ({ target }) => (target === undefined ? "" : `≤ ${target}`), align: "right" },
  { header: "", value: ({ ratio, target }) => (ratio === undefined || target === undefined ? "" : ratio <= target ? "met" : "MISSED") },
  { header: "PEAK", value: ({ peakMb }) => (peakMb === undefined ? "" : `${peakMb.toFixed(0)} MB`), align: "right" },
];

const load = loadavg()
  .map((average) => average.toFixed(1))
  .join(" ");
process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores, load ${load} before; medians of 20 interleaved pairs, of 3 runs for the plan of 1000 apps at a distance\n\n`,
);
const rows = [
  ...startupRows(built),
  ...(await listRows(built)),
  ...(await callRows(built)),
  ...(await sweepRows(built)),
  ...(await historyRows(built)),
  ...(await loopRows(built)),
  ...(await teardownRows(built)),
  ...(await terminalRows(built)),
  ...(await fileRows(built)),
  ...(await channelRows(built)),
];
process.stdout.write(renderTable(rows, columns, { drawable: false, columns: 0, paint: (text) => text }));
