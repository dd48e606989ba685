import { expect, it } from "vitest";
import { renderBars } from "../../src/output/bars.ts";

it("draws the longest bar as wide as it may be, and none of a value empty but nothing's", () => {
  const bars = [
    ["Monday", 10],
    ["Tue", 5],
    ["Wed", 0.01],
    ["Thu", 0],
  ] as const;
  expect(
    renderBars(
      bars.map(([label, value]) => ({ label, value, text: `$${value}` })),
      4,
    ),
  ).toEqual(["Monday  ████ $10", "Tue     ██ $5", "Wed     █ $0.01", "Thu     $0"]);
});

it("draws nothing of nothing", () => {
  expect(renderBars([], 4)).toEqual([]);
  expect(renderBars([{ label: "Mon", value: 0, text: "$0" }], 4)).toEqual(["Mon  $0"]);
});
