"use strict";
// Required ahead of a measured program: tells at its end what it took.
const { writeFileSync } = require("node:fs");
let heldKb = 0;
// Only with --expose-gc: what is held in truth, now and then without the garbage.
const weigh = () => {
  globalThis.gc();
  heldKb = Math.max(heldKb, process.memoryUsage().heapUsed / 1024);
};
if (globalThis.gc) setInterval(weigh, 250).unref();
process.once("exit", () => {
  const peakKb = process.resourceUsage().maxRSS;
  writeFileSync(process.env.BENCH_REPORT, JSON.stringify({ peakKb, heldKb, files: Object.keys(require.cache) }));
});
