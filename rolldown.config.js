import { defineConfig } from "rolldown";

/** A group takes what its modules import along: the one that all need goes first. */
const files = ["eager", "carry-out", "help"];

/**
 * CommonJS chunks, split at every dynamic import: measured to start fastest on Node 20.
 * `mainFields` picks the SDK's ES modules, without which nothing of it is shaken off.
 */
const program = {
  input: { main: "src/main.ts" },
  platform: "node",
  resolve: { mainFields: ["module", "main"] },
  output: {
    dir: "dist",
    cleanDir: true,
    format: "cjs",
    minify: true,
    dynamicImportInCjs: false,
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    codeSplitting: { groups: files.map((file, place) => ({ priority: files.length - place, name: (id, graph) => (fileOf(id, graph) === file ? file : null) })) },
  },
};

/**
 * What is always read together stands in one file, since each file read costs a start 0.5 ms: what every start needs, with what
 * help and commands share; what carries out a command besides; what writes help.
 */
function fileOf(id, graph) {
  const carriesOut = isNeededBy(({ id: root }) => root.endsWith("/src/carry-out.ts"), id, graph);
  const helps = isNeededBy(({ id: root }) => root.endsWith("/src/cli/help.ts"), id, graph);
  if (isNeededBy(({ isEntry }) => isEntry, id, graph) || (carriesOut && helps)) return "eager";
  if (carriesOut) return "carry-out";
  return helps ? "help" : null;
}

/** Whether a root imports a module without `import()`, itself or by what it imports so. */
function isNeededBy(isRoot, id, graph, seen = new Set()) {
  if (seen.has(id)) return false;
  seen.add(id);
  const module = graph.getModuleInfo(id);
  return module !== null && (isRoot(module) || module.importers.some((importer) => isNeededBy(isRoot, importer, graph, seen)));
}

/** Built by itself: what the two would share would be one more file for every start to read. */
const completion = {
  ...program,
  input: { complete: "src/complete.ts" },
  output: { ...program.output, cleanDir: false },
};

export default defineConfig([program, completion]);
