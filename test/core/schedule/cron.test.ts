import fc from "fast-check";
import { expect, it } from "vitest";
import { cron, crontab, variablesAbove } from "../../../src/core/schedule/cron.ts";
import { intervalOf } from "../../../src/core/schedule/entry.ts";
import { entry } from "./entry.ts";

const hourly = entry({ interval: intervalOf(3_600_000) });
const other = entry({ name: "other" });
const foreign = "MAILTO=me\n\n# mine\n5 4 * * * backup  \n";
const added = (text: string, ...entries: ReturnType<typeof entry>[]) =>
  entries.reduce((texts, one) => cron.add(texts, one), { [crontab]: text } as ReturnType<typeof cron.add>)[crontab] ?? "";
const removed = (text: string, name: string) => cron.remove({ [crontab]: text }, name)[crontab];

it("an entry is added at the end, on its own line, and also without a crontab", () => {
  expect(added(foreign, entry())).toBe(`${foreign}${cron.print(entry())}`);
  expect(added("* * * * * unended", entry())).toBe(`* * * * * unended\n${cron.print(entry())}`);
  expect(cron.add({ [crontab]: undefined }, entry())).toEqual({ [crontab]: cron.print(entry()) });
});

it("an entry replaces its own lines in place, and a second time changes nothing", () => {
  const first = `${added(foreign, entry())}@daily later\n`;
  const second = added(first, hourly);
  expect(second).toBe(`${foreign}${cron.print(hourly)}@daily later\n`);
  expect(added(second, hourly)).toBe(second);
});

it("entries of other names stay, also those whose name begins alike", () => {
  const both = added(foreign, entry(), other, entry({ name: "default-2" }));
  expect(added(both, hourly)).toBe(both.replace(cron.print(entry()), cron.print(hourly)));
  expect(removed(both, "default")).toBe(`${foreign}${cron.print(other)}${cron.print(entry({ name: "default-2" }))}`);
  expect(cron.find({ [crontab]: both }, "other")).toBe(cron.print(other));
  expect(cron.find({ [crontab]: both }, "oth")).toBeUndefined();
});

it("an entry has the variables set by lines above it, the last of each, and none set below it or in commands", () => {
  const above =
    '# X=1\nSHELL=/bin/csh\n AWS_PROFILE = \'a b\' \n"Q"="q"\nEMPTY=\n5 4 * * * Y=1 backup\n@daily Z=1 backup\nSHELL=/usr/bin/fish\r\n';
  const text = `${added(above, entry())}LATER=1\n`;
  expect(variablesAbove({ [crontab]: text }, "default")).toEqual({ SHELL: "/usr/bin/fish", AWS_PROFILE: "a b", Q: "q", EMPTY: "" });
  expect(variablesAbove({ [crontab]: undefined }, "default")).toEqual({});
});

it("every other line stays as it is, byte for byte", () => {
  const line = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.constantFrom("", "# studioctl auto-shutdown", "\t", "#", "30 2 * * * backup\r", "a\u2028b", cron.print(other).trimEnd()),
  );
  const lines = fc
    .array(
      line.filter((text) => !text.includes("\n")).map((text) => `${text}\n`),
      { maxLength: 6 },
    )
    .map((all) => all.join(""));
  fc.assert(
    fc.property(lines, lines, fc.constantFrom("", "unended"), (before, after, end) => {
      const text = `${before}${cron.print(entry())}${after}${end}`;
      expect(added(text, hourly)).toBe(`${before}${cron.print(hourly)}${after}${end}`);
      expect(removed(text, "default")).toBe(`${before}${after}${end}`);
      expect(removed(added(before, entry()), "default")).toBe(before);
      expect(removed(`${before}${end}`, "default")).toBe(`${before}${end}`);
    }),
  );
});

const [begin, line, end] = cron.print(entry()).split("\n");
it.each([
  ["without an end", [begin, line, "mine"]],
  ["without a beginning", [line, end]],
  ["with more lines between", [begin, line, "mine", end]],
  ["with nothing between", [begin, end]],
  ["twice", [begin, line, end, begin, line, end]],
  ["the wrong way round", [end, line, begin]],
])("a crontab stays unchanged where its marks stand %s", (_, lines) => {
  const text = lines.map((one) => `${one}\n`).join("");
  const refused = expect.objectContaining({
    code: "invalid",
    message: expect.stringContaining('"default"'),
    fix: expect.stringContaining("crontab -e"),
  });
  expect(() => added(text, entry())).toThrow(refused);
  expect(() => removed(text, "default")).toThrow(refused);
  expect(() => removed(text, "other")).not.toThrow();
});
