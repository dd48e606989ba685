import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Where the files that take longest are, the longest first. */
const long = ["/test/soak/", "/test/scripts/examples.", "/test/acceptance/", ""];

const place = ({ moduleId }: TestSpecification): number => long.findIndex((part) => moduleId.includes(part));

/** Starts what takes long before what is over soon, so that no processor is idle at the end while another runs a long file. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- it is not that of an array
    const sorted = await super.sort(files);
    return sorted.toSorted((one, other) => place(one) - place(other));
  }
}

export default defineConfig({
  // As in the build.
  resolve: { alias: { tldts: fileURLToPath(new URL("src/jupyter/registrable-domain.ts", import.meta.url)) } },
  test: {
    server: { deps: { inline: ["tough-cookie"] } },
    include: ["test/**/*.test.ts"],
    sequence: { sequencer: LongestFirst },
    // One file per processor: the default leaves one free, which on two processors runs one file after another.
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    env: { NO_COLOR: "1", TZ: "UTC" },
  },
});
