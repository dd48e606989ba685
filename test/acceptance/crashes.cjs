"use strict";
// Required ahead of a program: SIGUSR2 makes it throw where nothing catches it.
process.on("SIGUSR2", () => {
  throw new Error("planted");
});
