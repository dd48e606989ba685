#!/usr/bin/env node
"use strict";

// CommonJS, as package.json beside it says: Node's loader of ES modules costs a start 7 ms.
const { enableCompileCache } = require("node:module");
const path = require("node:path");

const dist = path.join(__dirname, "..", "dist");
const main = path.join(dist, "main.cjs");

if (process.argv[2] === "__complete") {
  // A shell waits for its answer: a program of its own, too small to be worth a cache.
  require(path.join(dist, "complete.cjs"));
} else if (enableCompileCache === undefined) {
  require("./compiled.js").run(main, path.join(dist, "compiled"));
} else {
  enableCompileCache();
  require(main);
}
