/* What the self-contained executable holds: both programs of dist in one file. */
void (process.argv[2] === "__complete" ? import("./complete.ts") : import("./main.ts"));
