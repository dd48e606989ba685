import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createScriptChecker } from "../../src/system/script-checker.ts";

const checker = createScriptChecker(process.env);

describe("bash -n", () => {
  it("says nothing of a script that can be read, and runs nothing of it", async () => {
    const made = join(mkdtempSync(join(tmpdir(), "studioctl-")), "made");
    expect(await checker.syntaxFault(`#!/bin/bash\ntouch ${made}\n`)).toBeUndefined();
    expect(existsSync(made)).toBe(false);
  });

  it("says the line and the fault of one that cannot", async () => {
    expect(await checker.syntaxFault("#!/bin/bash\nset -e\nif true; then\n  echo\n")).toMatch(/^line 5: syntax error/);
  });

  it("is done without where there is no bash", async () => {
    expect(await createScriptChecker({ PATH: "/nowhere" }).syntaxFault("if\n")).toBeUndefined();
  });
});
