import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { registry } from "../../src/cli/commands/registry.ts";
import { manPage } from "../../src/cli/man.ts";
import { commandsOf } from "../../src/cli/registry.ts";
import { mandoc, requirement } from "../requirements.ts";

const page = readFileSync(new URL("../../man/studioctl.1", import.meta.url), "utf8");

it("the manual page is that of the commands there are: npm run man writes it anew", async () => {
  expect(page).toBe(await manPage(registry));
});

/** As man shows it, without the overstrikes that make it bold. */
function rendered(): string {
  const { stdout } = spawnSync("mandoc", ["-Tutf8", "-Owidth=100"], { input: page, encoding: "utf8" });
  // oxlint-disable-next-line no-control-regex -- a backspace is what overstrikes are made of
  return stdout.replaceAll(/.\u0008/g, "");
}

requirement(mandoc, () => {
  describe("the manual page", () => {
    it("has nothing that mandoc warns of, but for the date: it is that of the installed program", () => {
      const { stdout } = spawnSync("mandoc", ["-Tlint", "-Wwarning"], { input: page, encoding: "utf8" });
      expect(stdout.split("\n").filter((line) => line !== "" && !line.includes("missing date"))).toEqual([]);
    });

    it("shows every command with its examples as they are typed", async () => {
      const shown = rendered();
      for (const { name, examples } of await commandsOf(registry)) {
        expect(shown).toContain(`studioctl ${name}`);
        for (const [, line] of examples) expect(shown).toContain(line);
      }
    });
  });
});
