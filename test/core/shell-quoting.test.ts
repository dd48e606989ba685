import { execFileSync, spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Shell, quotedFor, shellOf } from "../../src/core/shell-quoting.ts";

it.each<[Shell, string, Record<string, string>]>([
  ["posix", "linux", { SHELL: "/bin/bash" }],
  ["posix", "linux", {}],
  ["posix", "darwin", { SHELL: "/bin/zsh" }],
  ["fish", "linux", { SHELL: "/usr/bin/fish" }],
  ["powershell", "linux", { SHELL: "/bin/bash", PSModulePath: "/home/me/.local/share/powershell/Modules" }],
  [
    "posix",
    "win32",
    { SHELL: "C:\\Program Files\\Git\\usr\\bin\\bash.exe", PSModulePath: "C:\\Program Files\\WindowsPowerShell\\Modules" },
  ],
  [
    "powershell",
    "win32",
    { PSModulePath: "C:\\Users\\me\\OneDrive\\Documents\\PowerShell\\Modules;C:\\Program Files\\PowerShell\\Modules" },
  ],
  [
    "cmd",
    "win32",
    {
      PSModulePath: "C:\\Program Files\\WindowsPowerShell\\Modules;C:\\Windows\\system32\\WindowsPowerShell\\v1.0\\Modules",
      PROMPT: "$P$G",
    },
  ],
  ["cmd", "win32", {}],
])("an argument is %s on %s with %j", (shell, platform, env) => {
  expect(shellOf(env, platform)).toBe(shell);
});

it.each<[Shell, string, string]>([
  ["posix", "plain-1.2/x", "plain-1.2/x"],
  ["posix", "it's", String.raw`'it'\''s'`],
  ["posix", "a\nb", String.raw`$'a\012b'`],
  ["fish", "it's \\", String.raw`'it\'s \\'`],
  ["posix", "=a", "'=a'"],
  ["posix", "a=b", "a=b"],
  ["powershell", "it's", "'it''s'"],
  ["powershell", "a,b", "'a,b'"],
  ["powershell", "$HOME", "'$HOME'"],
  ["powershell", "--exclude=a.b", "'--exclude=a.b'"],
  ["powershell", "--user", "--user"],
  ["powershell", "C:\\x\\y.yaml", "C:\\x\\y.yaml"],
  ["powershell", "", "''"],
  ["cmd", "it's a day", `"it's a day"`],
  ["cmd", 'say "hi"', String.raw`"say \"hi\""`],
  ["cmd", "C:\\a b\\", String.raw`"C:\a b\\"`],
  ["cmd", "a&b", `"a&b"`],
  ["cmd", "", '""'],
])("an argument is quoted for %s: %j as %s", (shell, word, quoted) => {
  expect(quotedFor(shell, word)).toBe(quoted);
});

const here = (["bash", "zsh", "fish"] as const).filter((name) => spawnSync(name, ["--version"]).status === 0);

it("bash is here to read lines", () => expect(here).toContain("bash"));

describe.each(here)("%s reads back", (name) => {
  it("every word as it was", () => {
    const word = fc.string({
      unit: fc.oneof(
        fc.constantFrom(..." '\"\\$`!*?~#&;|<>(){}[]=:,-@^%\n\t\u0001a".split("")),
        fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
      ),
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        fc.array(
          word.filter((text) => !text.includes("\0")),
          { minLength: 1, maxLength: 5 },
        ),
        (words) => {
          const line = words.map((one) => quotedFor(name === "fish" ? "fish" : "posix", one)).join(" ");
          expect(line).not.toContain("\n");
          const printed = execFileSync(name, ["-c", `printf '%s\\0' ${line}`], {
            encoding: "utf8",
            env: { PATH: "/usr/bin:/bin", HOME: "/nonexistent", LC_ALL: "C.UTF-8" },
          });
          expect(printed.split("\0").slice(0, -1)).toEqual(words);
        },
      ),
      { numRuns: 40 },
    );
  });
});
