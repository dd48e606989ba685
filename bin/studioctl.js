#!/usr/bin/env node
"use strict";

// CommonJS, as package.json beside it says: Node's loader of ES modules costs a start 7 ms.
const { enableCompileCache } = require("node:module");
const { join } = require("node:path");

const dist = join(__dirname, "..", "dist");
const main = join(dist, "main.cjs");

if (enableCompileCache === undefined) {
  require("./compiled.js").run(main, join(dist, "compiled"));
} else {
  enableCompileCache();
  require(main);
}
