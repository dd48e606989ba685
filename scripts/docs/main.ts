/* npm run docs: writes what the examples of the documentation print now. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { updated } from "./console.ts";
import { pages } from "./pages.ts";

await Promise.all([...pages()].map(async ([path, page]) => writeFileSync(join(import.meta.dirname, "../..", path), await updated(page))));
