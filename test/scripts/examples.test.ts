import { describe, expect, it } from "vitest";
import { type Example, Reader, examplesOf, isPartOf, isShown, lasting } from "../../scripts/docs/console.ts";
import { pages } from "../../scripts/docs/pages.ts";

async function differences(examples: readonly Example[]): Promise<object[]> {
  using reader = new Reader();
  const found: object[] = [];
  for (const example of examples.filter(({ how }) => how !== "by hand")) {
    if (await isShown(example, reader)) continue;
    found.push({ command: example.command, shown: lasting(example.output), printed: lasting(reader.last) });
  }
  return found;
}

describe.concurrent("the examples of the documentation print what the pages show, in the order of the page", () => {
  it.each([...pages()].map(([path, page]) => [path, examplesOf(page)] as const).filter(([, examples]) => examples.length > 0))(
    "%s",
    async (_, examples) => {
      expect(await differences(examples)).toEqual([]);
    },
    300_000,
  );
});

describe("an example", () => {
  it("that prints something else is noticed", async () => {
    expect(await differences([{ command: "studioctl --version", output: "0.0.0\n", how: "as it stands" }])).toHaveLength(1);
  });

  it("is a command, which may go on after a backslash, and what it prints", () => {
    const page = "```console\n$ one \\\n  two\na\nb\n$ three\n```\n<!-- console: by hand -->\n```console\n$ four\n```\n";
    expect(examplesOf(page)).toEqual([
      { command: "one \\\n  two", output: "a\nb\n", how: "as it stands" },
      { command: "three", output: "", how: "as it stands" },
      { command: "four", output: "", how: "by hand" },
    ]);
  });

  it("can follow what the reader did before", async () => {
    const page = "<!-- console setup\necho before > file\n-->\n<!-- console: own account -->\n```console\n$ cat file\nbefore\n```\n";
    expect(examplesOf(page)).toEqual([{ command: "cat file", output: "before\n", how: "own account", setup: "echo before > file\n" }]);
    expect(await differences(examplesOf(page))).toEqual([]);
  });

  it("in a way that there is not is refused", () => {
    expect(() => examplesOf("<!-- console: perhaps -->\n```console\n$ a\n```\n")).toThrow("by hand");
  });

  it("may leave out parts, but shows nothing that is not printed", () => {
    expect(isPartOf("a … c", "a b c")).toBe(true);
    expect(isPartOf("a … d", "a b c")).toBe(false);
    expect(isPartOf("c … a", "a b c")).toBe(false);
  });
});
