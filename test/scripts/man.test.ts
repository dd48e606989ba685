import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manPages } from "../../scripts/man/pages.ts";
import { commandList } from "../../src/cli/commands/command-list.ts";
import { commandsOf, shown as nouns } from "../../src/cli/command-list.ts";
import { mandoc, requirement } from "../requirements.ts";

const folder = new URL("../../man/", import.meta.url);
const pages = new Map(readdirSync(folder).map((file) => [file, readFileSync(new URL(file, folder), "utf8")]));

it("the manual pages are those of the commands there are (npm run man writes them)", async () => {
  expect(Object.fromEntries(pages)).toEqual(Object.fromEntries(await manPages(commandList)));
});

it("the package lists every manual page", () => {
  const { man } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  expect(man).toEqual([...pages.keys()].toSorted().map((file) => `man/${file}`));
});

/** As man shows it, without the overstrikes that make it bold. */
function rendered(page: string | undefined): string {
  const { stdout } = spawnSync("mandoc", ["-Tutf8", "-Owidth=100"], { input: page, encoding: "utf8" });
  // oxlint-disable-next-line no-control-regex -- a backspace is what overstrikes are made of
  return stdout.replaceAll(/.\u0008/g, "");
}

requirement(mandoc, () => {
  describe("the manual pages", () => {
    it.each([...pages])("%s has nothing that mandoc warns of, but for the date: it is that of the installed program", (_, input) => {
      const { stdout } = spawnSync("mandoc", ["-Tlint", "-Wwarning"], { input, encoding: "utf8" });
      expect(stdout.split("\n").filter((line) => line !== "" && !line.includes("missing date"))).toEqual([]);
    });

    it("show every command with its examples as they are typed, on the page of its noun", async () => {
      for (const { name, examples } of await commandsOf(commandList)) {
        const shown = rendered(pages.get(`studioctl-${name.split(" ")[0]}.1`));
        expect(shown).toContain(`studioctl ${name}`);
        for (const [, line] of examples) expect(shown).toContain(line);
      }
    });

    it("name every noun on the program's page", () => {
      const shown = rendered(pages.get("studioctl.1"));
      for (const noun of Object.keys(nouns(commandList))) expect(shown).toContain(`studioctl-${noun}(1)`);
    });
  });
});
