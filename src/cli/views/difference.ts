import type { Difference } from "../../core/settings/difference.ts";
import type { Column } from "../../output/column.ts";
import type { Context } from "../context.ts";
import { tableText } from "./present.ts";

/** The differences of a change as a table: before it for the confirmation, after it as the result. */
export const differenceColumns: readonly Column<Difference>[] = [
  { header: "SETTING", value: ({ Setting }) => shortened(Setting) },
  { header: "BEFORE", value: ({ Before }) => valueText(Before) },
  { header: "AFTER", value: ({ After }) => valueText(After) },
];

/** The differences on stderr, before a confirmation. */
export async function showDifferences<D extends Difference>(
  { globals, mayPrompt, io }: Context,
  differences: readonly D[],
  columns: readonly Column<D>[] = differenceColumns,
): Promise<void> {
  if (!globals.yes && mayPrompt) await io.stderr.write(await tableText(differences, columns, io.stderr));
}

/** `KernelGateway.InstanceType`: a path without the members that only wrap others, which scripts see in full. */
function shortened(path: string): string {
  return path
    .replace(/^(?:Default)?UserSettings\.|^SpaceSettings\./, "")
    .replace("AppSettings.", ".")
    .replace("DefaultResourceSpec.", "");
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return "-";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(elementText).join("\n");
  return elementText(value);
}

function elementText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
