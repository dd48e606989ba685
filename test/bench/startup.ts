import { type Row, bareNode, compared, sizeOf } from "./row.ts";
import type { Built } from "./built.ts";

const target = 1.4;

export function startupRows({ launcher, main }: Built): Row[] {
  return [
    ...["--version", "--help"].map((flag) => compared(flag, [process.execPath, launcher, flag], { ...bareNode, target })),
    sizeOf("  read by each start", [main]),
  ];
}
