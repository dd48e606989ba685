import { defineConfig } from "rolldown";

/**
 * CommonJS chunks, split at every dynamic import: measured to start fastest on Node 20.
 * `mainFields` picks the SDK's ES modules, without which nothing of it is shaken off.
 */
export default defineConfig({
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
  },
});
