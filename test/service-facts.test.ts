import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const page = readFileSync(join(root, "docs/service-facts.md"), "utf8");
const headings = [...page.matchAll(/^#{2,3} (.+)$/gm)].map(([, heading = ""]) => heading).toSorted((a, b) => b.length - a.length);

/** What a comment names after `service-facts:`, up to the heading's end; several are joined by "and". */
function unknownHeadings(text: string): string[] {
  return [...text.replaceAll(/\n\s*(?:\*|\/\/)?\s*/g, " ").matchAll(/service-facts: (.{0,120})/g)].flatMap(([, words = ""]) => rest(words));
}

function rest(words: string): string[] {
  const found = headings.find((heading) => words.startsWith(heading));
  if (found === undefined) return [words.slice(0, 40)];
  const after = words.slice(found.length);
  return after.startsWith(" and ") && headings.some((heading) => after.slice(5).startsWith(heading)) ? rest(after.slice(5)) : [];
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`);
}

it("every source of a rule that a comment names is a heading of docs/service-facts.md", () => {
  const wrong = ["src", "scripts"]
    .flatMap(sources)
    .flatMap((path) => unknownHeadings(readFileSync(join(root, path), "utf8")).map((words) => `${path}: ${words}`));
  expect(wrong).toEqual([]);
});

it("a heading that does not exist is noticed, also where the comment breaks the line", () => {
  expect(unknownHeadings("/** (service-facts: App rules and Nothing) */")).toEqual([]);
  expect(unknownHeadings("/** (service-facts: Nothing) */")).toEqual(["Nothing) */"]);
  expect(unknownHeadings("/**\n * (service-facts: App\n * rules) */")).toEqual([]);
});

it("the code relies on the page", () => {
  const named = sources("src").filter((path) => readFileSync(join(root, path), "utf8").includes("service-facts: "));
  expect(named.length).toBeGreaterThan(50);
});
