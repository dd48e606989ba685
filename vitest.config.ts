import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // As in the build.
  resolve: { alias: { tldts: fileURLToPath(new URL("src/jupyter/registrable-domain.ts", import.meta.url)) } },
  test: {
    server: { deps: { inline: ["tough-cookie"] } },
    include: ["test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    env: { NO_COLOR: "1", TZ: "UTC" },
  },
});
