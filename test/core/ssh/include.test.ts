import fc from "fast-check";
import { expect, it } from "vitest";
import { includeLine, includes, namedInConfig, withInclude, withoutInclude } from "../../../src/core/ssh/include.ts";

const path = "/home/alice/.ssh/studioctl_config";

it("the line stands at the top, before any Host or Match", () => {
  expect(withInclude("Host *\n  User me\n", path)).toBe(`Include ${path}\nHost *\n  User me\n`);
  expect(withInclude("", path)).toBe(`Include ${path}\n`);
});

it("a line that ssh reads for every host is not added again, however it is written", () => {
  for (const line of [`Include ${path}`, `  include "${path}"`, `INCLUDE=${path}\r`]) {
    const config = `# mine\n${line}\n\nMatch host x\n`;
    expect(withInclude(config, path)).toBe(config);
  }
});

it("a line behind a Host or a Match holds for some hosts only, and moves to the top", () => {
  for (const block of ["Host bastion", "match all", "HOST=*", "\tHost x"]) {
    const config = `${block}\n  User me\nInclude ${path}\n`;
    expect(includes(config, path)).toBe(false);
    expect(withInclude(config, path)).toBe(`Include ${path}\n${block}\n  User me\n`);
  }
});

it("a file with DOS line ends gets a line with one", () => {
  const config = "Host a\r\n  User me\r\n";
  expect(withInclude(config, path)).toBe(`Include ${path}\r\n${config}`);
});

it("other includes are not touched, even of a like name", () => {
  const config = `Include ${path}.old\nInclude ~/.ssh/config.d/* ${path}\n# Include ${path}\n`;
  expect(includes(config, path)).toBe(false);
  expect(withoutInclude(config, path)).toBe(config);
});

it("removing takes out the added line, at any place, and no line that includes the file in another form", () => {
  for (const theirs of [`  Include ${path}`, `include ${path}`, `Include "${path}"`, `Include  ${path}`]) {
    const config = `Host a\n${theirs}\n  User b\n`;
    const after = withInclude(config, path);
    expect(after).toBe(`Include ${path}\n${config}`);
    expect(withoutInclude(after, path)).toBe(config);
    expect(withoutInclude(`Host first\n${after}`, path)).toBe(`Host first\n${config}`);
  }
});

it("a path with characters of a pattern is written so that it fits itself alone", () => {
  expect(includeLine("/home/Alice B/[x]/*?")).toBe(String.raw`Include "/home/Alice B/\\[x\\]/\\*\\?"`);
});

it("any configuration is the same bytes again once the line is removed, with any path", () => {
  const config = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString("latin1"));
  const lines = fc.array(fc.constantFrom("Host *", " User x", "", "Match all", "Include other", "\r"), { maxLength: 8 });
  const anyConfig = fc.oneof(
    config,
    lines.map((all) => all.join("\n")),
    lines.map((all) => `${all.join("\r\n")}\r\n`),
  );
  const anyPath = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[\p{Cc}]/u.test(text));
  fc.assert(
    fc.property(anyConfig, anyPath, (before, name) => {
      const own = `/home/${name}/.ssh/studioctl_config`;
      const after = withInclude(before, own);
      expect(includes(after, own)).toBe(true);
      expect(withInclude(after, own)).toBe(after);
      expect(withoutInclude(after, own)).toBe(before);
    }),
  );
});

it("host names that the configuration already uses are found", () => {
  const config = "Host  a studio-nlp\n  User x\nhost=b\nMatch host studio-x\n#Host studio-y\n";
  expect(namedInConfig(config, ["studio-nlp", "studio-x", "studio-y", "b"])).toEqual(["studio-nlp", "b"]);
});
