"use strict";
// Required ahead of a program: reading a file never answers, and leaves nothing that keeps the process alive.
require("node:fs/promises").readFile = () => new Promise(() => {});
