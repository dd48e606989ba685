/* npm run man: writes the manual pages. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { manPages } from "./pages.ts";

const folder = new URL("../../man/", import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const [file, page] of await manPages(commandList)) writeFileSync(new URL(file, folder), page);
