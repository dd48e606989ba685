import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // As in the build.
  resolve: { alias: { tldts: fileURLToPath(new URL("src/jupyter/registrable-domain.ts", import.meta.url)) } },
  test: {
    server: { deps: { inline: ["tough-cookie"] } },
    include: ["test/**/*.test.ts"],
    // One file per processor: the default leaves one free, which on two processors runs one file after another.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NO_COLOR: "1", TZ: "UTC" },
  },
});
