"use strict";
// Required ahead of a program: when it ends, tells in the file named by LOADED_FILES which files it loaded.
const { writeFileSync } = require("node:fs");
process.once("exit", () => writeFileSync(process.env.LOADED_FILES, JSON.stringify(Object.keys(require.cache))));
