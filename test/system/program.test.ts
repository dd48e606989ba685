import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { thisProgram } from "../../src/system/program.ts";

it("is Node and the launcher, past the link that it was started by", () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "studioctl-program-")));
  const [launcher, link] = [join(folder, "studioctl.js"), join(folder, "studioctl")];
  writeFileSync(launcher, "");
  symlinkSync(launcher, link);
  expect(thisProgram({ execPath: "/usr/bin/node", argv: ["/usr/bin/node", link, "app", "list"] })).toEqual(["/usr/bin/node", launcher]);
  rmSync(folder, { recursive: true });
});

it("is one word where the executable is Node and launcher in one", () => {
  expect(thisProgram({ execPath: "/opt/studioctl", argv: ["/opt/studioctl", "/opt/studioctl", "app", "list"] })).toEqual(["/opt/studioctl"]);
});
