import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { withReference } from "./reference.ts";

it("has a reference that says what the commands are now (npm run readme writes it)", async () => {
  const readme = await readFile("README.md", "utf8");
  expect(await withReference(readme)).toBe(readme);
});

it("notices a reference that is out of date", async () => {
  const readme = await readFile("README.md", "utf8");
  const stale = readme.replace("#### `studioctl app list`", "#### `studioctl app ls`");
  expect(await withReference(stale)).not.toBe(stale);
});
