import { type Row, bareNode, compared } from "./row.ts";

const target = 1.4;

export function startupRows(studioctl: string): Row[] {
  return ["--version", "--help"].map((flag) => compared(flag, [process.execPath, studioctl, flag], { ...bareNode, target }));
}
