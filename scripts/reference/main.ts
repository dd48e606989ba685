import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { folder, referencePages } from "./pages.ts";

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [file, page] of await referencePages()) await writeFile(join(folder, file), page);
