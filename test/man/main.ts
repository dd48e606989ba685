/* npm run man: writes the manual page anew. */
import { writeFileSync } from "node:fs";
import { registry } from "../../src/cli/commands/registry.ts";
import { manPage } from "../../src/cli/man.ts";

writeFileSync(new URL("../../man/studioctl.1", import.meta.url), await manPage(registry));
