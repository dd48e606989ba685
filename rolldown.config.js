import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "rolldown";
import { licensePlugin } from "rolldown-license-plugin";

/** A group takes what its modules import along: the one that all need goes first. */
const files = ["eager", "run", "help"];

/**
 * How packages are found, for the program and the executable. `mainFields` picks the SDK's ES modules, without which nothing of it
 * is shaken off. Our cookies never leave a host: the public suffix list of tough-cookie would be most of its chunk.
 * ssh2 tries its native parts and does without: a bundle for every machine has none.
 */
const nativePart = fileURLToPath(new URL("scripts/native-part.cjs", import.meta.url));
const resolve = {
  mainFields: ["module", "main"],
  alias: {
    "cpu-features": nativePart,
    "./crypto/build/Release/sshcrypto.node": nativePart,
    tldts: fileURLToPath(new URL("src/jupyter/registrable-domain.ts", import.meta.url)),
  },
};

/** CommonJS chunks, split at every dynamic import: measured to start fastest on Node 20. */
const program = {
  input: { main: "src/main.ts" },
  platform: "node",
  resolve,
  plugins: [licensePlugin({ done: writeLicenses, match: /^(licen[sc]e|copying|notice)/i, failOnUnlicensed: true })],
  output: {
    dir: "dist",
    cleanDir: true,
    format: "cjs",
    minify: true,
    dynamicImportInCjs: false,
    entryFileNames: "[name].cjs",
    chunkFileNames: "chunks/[name]-[hash].cjs",
    codeSplitting: {
      groups: files.map((file, place) => ({
        priority: files.length - place,
        name: (id, graph) => (fileOf(id, graph) === file ? file : null),
      })),
    },
  },
};

/**
 * What is always read together stands in one file, since each file read costs a start 0.5 ms: what every start needs, with what
 * help and commands share; what runs a command besides; what writes help.
 */
function fileOf(id, graph) {
  const runs = isNeededBy(({ id: root }) => /\/src\/(process-context|cli\/run-body)\.ts$/.test(root), id, graph);
  const helps = isNeededBy(({ id: root }) => root.endsWith("/src/cli/help/help.ts"), id, graph);
  if (isNeededBy(({ isEntry }) => isEntry, id, graph) || (runs && helps)) return "eager";
  if (runs) return "run";
  return helps ? "help" : null;
}

/** Whether a root imports a module without `import()`, itself or by what it imports so. */
function isNeededBy(isRoot, id, graph, seen = new Set()) {
  if (seen.has(id)) return false;
  seen.add(id);
  const module = graph.getModuleInfo(id);
  return module !== null && (isRoot(module) || module.importers.some((importer) => isNeededBy(isRoot, importer, graph, seen)));
}

/** The package carries the license of each part that is bundled. A text that several parts share is written once. */
function writeLicenses(packages) {
  const byText = new Map();
  for (const each of packages) {
    const text = licenseText(each, packages);
    byText.set(text, [...(byText.get(text) ?? []), `${each.name} ${each.version} (${each.license})`]);
  }
  const parts = [...byText].map(([text, names]) => `${names.join("\n")}\n\n${text}\n`);
  writeFileSync(
    "THIRD_PARTY_LICENSES",
    ["Licenses of the packages that are bundled in studioctl.\n", ...parts].join(`\n${"-".repeat(80)}\n\n`),
  );
}

/** Some packages name Apache-2.0 and bring no file: its text names no author, so any copy serves. */
function licenseText({ name, license, licenseText: text }, packages) {
  const found =
    text.trim() ||
    (license === "Apache-2.0" && packages.find((each) => each.license === license && each.licenseText !== "")?.licenseText.trim());
  if (!found) throw new Error(`${name} is bundled and has no license text`);
  return found;
}

/** Built by itself: what the two would share would be one more file for every start to read. */
const completion = {
  ...program,
  plugins: [],
  input: { complete: "src/complete.ts" },
  output: { ...program.output, cleanDir: false },
};

export default defineConfig([program, completion]);
