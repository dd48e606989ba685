"use strict";
// Required ahead of a measured program: tells at its end what it took.
const { writeFileSync } = require("node:fs");
process.once("exit", () => {
  const peakKb = process.resourceUsage().maxRSS;
  writeFileSync(process.env.BENCH_REPORT, JSON.stringify({ peakKb, files: Object.keys(require.cache) }));
});
