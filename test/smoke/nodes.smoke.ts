import { join } from "node:path";
import { describe } from "vitest";
import { root } from "./machine.ts";
import { nodes } from "./nodes.ts";
import { itWorks } from "./program.ts";

describe.each(nodes())("on $name", ({ path }) => {
  itWorks([path, join(root, "bin/studioctl.js")]);
});
