import { type Entry, intervalOf } from "../../../src/core/schedule/entry.ts";

/** An entry with only what a test is about said differently. */
export function entry(differences: Partial<Entry> = {}): Entry {
  return {
    name: "default",
    interval: intervalOf(15 * 60_000),
    variables: {},
    words: [
      "/usr/bin/node",
      "/opt/studioctl/bin/studioctl.js",
      "__scheduled",
      "default",
      "/var/log/studioctl.log",
      "auto-shutdown",
      "run",
      "--yes",
    ],
    log: "/var/log/studioctl.log",
    ...differences,
  };
}
