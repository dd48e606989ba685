#!/usr/bin/env node
"use strict";

// CommonJS, as package.json beside it says: Node's loader of ES modules costs a start 7 ms.
// Node 22.1 and later keep compiled code between starts.
require("node:module").enableCompileCache?.();
module.exports = require("../dist/main.cjs");
