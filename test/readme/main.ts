import { readFile, writeFile } from "node:fs/promises";
import { withReference } from "./reference.ts";

const readme = await readFile("README.md", "utf8");
await writeFile("README.md", await withReference(readme));
