import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { folder, referencePages } from "../../scripts/reference/pages.ts";

async function written(): Promise<ReadonlyMap<string, string>> {
  const files = await readdir(folder);
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), "utf8")] as const)));
}

it("docs/reference says what the commands are now (npm run reference writes it)", async () => {
  expect(Object.fromEntries(await written())).toEqual(Object.fromEntries(await referencePages()));
});

it("a reference page that is out of date is noticed", async () => {
  const pages = await referencePages();
  const page = pages.get("app.md") ?? "";
  expect(page).toContain("## `studioctl app list`");
  expect(page.replace("studioctl app list", "studioctl app ls")).not.toBe((await written()).get("app.md"));
});
