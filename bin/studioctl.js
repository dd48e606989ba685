#!/usr/bin/env node
import module from "node:module";

// Node 22.1 and later keep compiled code between starts.
module.enableCompileCache?.();
module.createRequire(import.meta.url)("../dist/main.cjs");
