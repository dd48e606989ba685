import { formatBytes } from "../core/bytes.ts";
import type { LeftBehind } from "../core/teardown/left-behind.ts";

/** What stays, then how to be rid of it. */
export function leftLines(leftBehind: readonly LeftBehind[]): string[] {
  return [...leftBehind.map(leftLine), ...removalLines("it", leftBehind)];
}

function leftLine({ What, CostsMoney, SizeInBytes, Command, Blocks }: LeftBehind): string {
  const size = SizeInBytes === undefined ? "" : `, ${formatBytes(SizeInBytes)}`;
  const blocks = Blocks === undefined || Blocks === "" ? "" : `; these cannot be deleted before: ${Blocks}`;
  return `stays behind${CostsMoney ? ", and costs money" : ""}: ${What}${size}${blocks}\n  ${Command}`;
}

/** The commands that remove it, in their order. */
export function removalLines(what: string, leftBehind: readonly LeftBehind[]): string[] {
  const removals = leftBehind.flatMap(({ Remove }) => Remove);
  return removals.length === 0
    ? []
    : [`to remove ${what}, in this order, with all files for good:\n${removals.map((command) => `  ${command}`).join("\n")}`];
}

/** What cannot be deleted while it is there, a line for each. */
export function blockedLines(what: string, leftBehind: readonly LeftBehind[]): string[] {
  const all = new Set(leftBehind.flatMap(({ Blocks = "" }) => Blocks.split(", ").filter((each) => each !== "")));
  return all.size === 0 ? [] : [`what ${what} left keeps these from being deleted:\n${[...all].map((each) => `  ${each}`).join("\n")}`];
}
