import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lastingFolders, lastingProgram, thisProgram } from "../../src/system/program.ts";

it("the program is Node and the launcher, with the link that started it resolved", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "studioctl-program-")));
  const [launcher, link] = [join(folder, "studioctl.js"), join(folder, "studioctl")];
  writeFileSync(launcher, "");
  symlinkSync(launcher, link);
  expect(thisProgram({ execPath: "/usr/bin/node", argv: ["/usr/bin/node", link, "app", "list"] })).toEqual(["/usr/bin/node", launcher]);
  rmSync(folder, { recursive: true });
});

it("the program is one word where the executable is Node and launcher in one", () => {
  expect(thisProgram({ execPath: "/opt/studioctl", argv: ["/opt/studioctl", "/opt/studioctl", "app", "list"] })).toEqual([
    "/opt/studioctl",
  ]);
});

const root = realpathSync(mkdtempSync(join(tmpdir(), "studioctl-program-")));
afterAll(() => rmSync(root, { recursive: true }));

/** A file of a package manager's, and links to it. */
function installed(name: string, file: string, ...links: string[]) {
  const scope = join(root, name);
  const at = (path: string) => {
    mkdirSync(join(scope, path, ".."), { recursive: true });
    return join(scope, path);
  };
  writeFileSync(at(file), "");
  for (const link of links) symlinkSync(join(scope, file), at(link));
  return { file: join(scope, file), folders: links.map((link) => join(scope, link, "..")) };
}

it.each([
  ["nvm", ".nvm/versions/node/v20.19.1/bin/node", "current/bin/node"],
  ["Homebrew", "Cellar/node/24.1.0_1/bin/node", "bin/node"],
  ["mise", "installs/node/22.11.0/bin/node", "installs/node/22/bin/node"],
])("Node is named by a link without a version where %s has one, since an upgrade moves the file", (name, file, link) => {
  const node = installed(name, file, "fnm_multishells/1_2/bin/node", "old/20.1.0/node", link);
  const env = { PATH: ["relative", ...node.folders].join(":") };
  expect(lastingProgram(env, { execPath: node.file, argv: [node.file, node.file] })).toMatchObject({ moving: [node.file] });
  const launcher = installed(`${name}-launcher`, "lib/studioctl.js");
  expect(lastingProgram(env, { execPath: node.file, argv: [node.file, launcher.file] })).toEqual({
    words: [join(root, name, link), launcher.file],
    moving: [],
  });
});

it("the launcher is named the same way, and never by a link to another file", () => {
  const launcher = installed("pnpm", "store/studioctl@1.2.3/bin/studioctl.js", "bin/studioctl");
  const other = installed("other", "9.9.9/node", "bin/node");
  const env = { PATH: [...launcher.folders, ...other.folders].join(":") };
  const node = installed("asdf", "installs/20.1.0/node").file;
  expect(lastingProgram(env, { execPath: node, argv: [node, launcher.file] })).toEqual({
    words: [node, join(root, "pnpm/bin/studioctl")],
    moving: [node],
  });
});

it("a file in the cache of npx counts as temporary, and a file without a version is kept as it is", () => {
  const cached = installed("npm", "_npx/abc/node_modules/studioctl/bin/studioctl.js").file;
  expect(lastingProgram({ PATH: "" }, { execPath: "/bin/sh", argv: ["/bin/sh", cached] })).toMatchObject({ moving: [cached] });
});

it("absolute folders of PATH are kept once each, and none of one shell only", () => {
  expect(lastingFolders({ PATH: "/a:bin::/a:/run/user/1/x:/home/me/.local/state/fnm_multishells/1_2/bin:/b" })).toEqual(["/a", "/b"]);
});
