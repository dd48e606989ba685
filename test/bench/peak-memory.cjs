"use strict";
// Loaded into a measured program: tells its peak resident memory, in kB, when it ends.
const { writeFileSync } = require("node:fs");
process.once("exit", () => writeFileSync(process.env.BENCH_PEAK_FILE, String(process.resourceUsage().maxRSS)));
