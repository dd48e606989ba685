import { expect, it } from "vitest";
import { isEntryName, windowsFault } from "../../../src/core/copy/entries.ts";

it.each(["a", ".bashrc", "...", "a\nb", "\u001b[2J", "C:", "a\\b", "é".repeat(127), " "])("%j is the name of an entry", (name) => {
  expect(isEntryName(name)).toBe(true);
});

it.each(["", ".", "..", "/", "a/b", "/etc/passwd", "../a", "a\0b", "a".repeat(256), "é".repeat(128)])("%j is none", (name) => {
  expect(isEntryName(name)).toBe(false);
});

it.each(["..\\..\\evil", "C:\\evil", "C:", "a:stream", "nul", "COM1.txt", "a.", "a ", "a\nb", 'a"b'])(
  "Windows has no file called %j",
  (name) => {
    expect(windowsFault(name)).toBeDefined();
  },
);

it.each(["a.txt", ".bashrc", "console.log", "nullable", "com", "ü"])("Windows has files called %j", (name) => {
  expect(windowsFault(name)).toBeUndefined();
});
