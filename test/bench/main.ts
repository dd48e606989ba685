import { fileURLToPath } from "node:url";
import type { Column } from "../../src/output/column.ts";
import { renderTable } from "../../src/output/table.ts";
import { bundleRows } from "./bundle.ts";
import type { Row } from "./row.ts";
import { listRows } from "./list.ts";
import { startupRows } from "./startup.ts";
import { sweepRows } from "./sweep.ts";

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

const root = fileURLToPath(new URL("../../", import.meta.url));
const studioctl = fileURLToPath(new URL("../../bin/studioctl.js", import.meta.url));

process.stdout.write(`Node ${process.version} on ${process.platform}, medians of 20 interleaved pairs where something is run beside it\n\n`);
const rows = [...startupRows(studioctl), ...(await listRows(studioctl)), ...(await sweepRows(studioctl)), ...bundleRows(root)];
process.stdout.write(renderTable(rows, columns, { terminal: false, columns: 0, paint: (text) => text }));
