#!/usr/bin/env node
"use strict";

// CommonJS, as package.json beside it says: Node's loader of ES modules costs a start 7 ms.
const { mkdirSync } = require("node:fs");
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
  enableCompileCache(cacheFolder());
  require(main);
}

/** Of this user alone: Node's own choice is below the folder for temporary files, where others may put code for it first. */
function cacheFolder() {
  const { NODE_COMPILE_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = process.env;
  if (NODE_COMPILE_CACHE) return NODE_COMPILE_CACHE;
  const caches = [XDG_CACHE_HOME, LOCALAPPDATA, HOME && path.join(HOME, ".cache")].find((folder) => folder && path.isAbsolute(folder));
  if (caches === undefined) return path.join(dist, "compiled");
  const own = path.join(caches, "studioctl");
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 });
  } catch {
    // Node goes without a cache where it cannot write one.
  }
  return own;
}
