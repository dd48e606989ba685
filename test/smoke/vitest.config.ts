import { defineConfig } from "vitest/config";

/** What `npm run smoke` runs: slower than a test ought to be, since it installs the program and other Nodes first. */
export default defineConfig({
  test: {
    include: ["test/smoke/*.smoke.ts"],
    testTimeout: 120_000,
    hookTimeout: 300_000,
  },
});
