/* npm run executable: the program and the Node it is built with in one file, out/studioctl, which needs no Node (nodejs.org/api/single-executable-applications.html). */
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { loadConfig } from "rolldown/config";

const root = join(import.meta.dirname, "..");
const folder = join(root, "out");
const [bundle, config, blob] = ["studioctl.cjs", "sea.json", "studioctl.blob"].map((name) => join(folder, "parts", name));
if (bundle === undefined || config === undefined || blob === undefined) throw new RangeError("three files");

/** What marks the place in Node where the blob goes; so Node's documentation names it. */
const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

/** Packages are found as in the build of the program. */
const configs = await loadConfig(join(root, "rolldown.config.js"));
const resolve = Array.isArray(configs) ? configs[0]?.resolve : undefined;
if (resolve === undefined) throw new RangeError("the first of two builds says how packages are found");
mkdirSync(join(folder, "parts"), { recursive: true });
await build({
  input: join(root, "src/executable.ts"),
  platform: "node",
  resolve,
  // The executable's require knows Node's own modules only: nothing may be left in another file.
  output: { file: bundle, format: "cjs", minify: true, codeSplitting: false, dynamicImportInCjs: false },
});
writeFileSync(
  config,
  JSON.stringify({
    main: bundle,
    output: blob,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: { THIRD_PARTY_LICENSES: join(root, "THIRD_PARTY_LICENSES") },
  }),
);
execFileSync(process.execPath, ["--experimental-sea-config", config], { stdio: "pipe" });

const windows = process.platform === "win32";
const executable = join(folder, windows ? "studioctl.exe" : "studioctl");
copyFileSync(process.execPath, executable);
chmodSync(executable, 0o755);
const mac = process.platform === "darwin";
// macOS runs nothing whose signature does not fit its content.
if (mac) execFileSync("codesign", ["--remove-signature", executable]);
const postject = fileURLToPath(import.meta.resolve("postject/dist/cli.js"));
const segment = mac ? ["--macho-segment-name", "NODE_SEA"] : [];
execFileSync(process.execPath, [postject, executable, "NODE_SEA_BLOB", blob, "--sentinel-fuse", fuse, ...segment], { stdio: "pipe" });
if (mac) execFileSync("codesign", ["--sign", "-", executable]);
process.stdout.write(`${executable}: ${Math.round(statSync(executable).size / 2 ** 20)} MB\n`);
