import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { machine, root } from "./machine.ts";
import { itWorks } from "./program.ts";

const { folder, remove } = machine();
const name = process.platform === "win32" ? "studioctl.exe" : "studioctl";
const path = join(folder, name);

// Away from the repository, where it could find what it lacks.
beforeAll(() => copyFileSync(join(root, "out", name), path));
afterAll(remove);

describe("the executable", () => {
  itWorks([path]);
});
