import { describe, expect, it } from "vitest";
import { lifecycleScript, mostScriptBytes, scriptOf } from "../../../src/core/lifecycle-config/script.ts";

const sized = (bytes: number) => `#!/bin/bash\n${"#".repeat(bytes - 12)}`;

describe("a script", () => {
  it.each([
    ["#!/bin/bash\nset -e\n", true],
    ["#!/bin/sh\n", true],
    ["#! /usr/bin/env bash\n", true],
    ["#!/usr/bin/env -S bash -eu\n", true],
    ["#!/bin/bash -xe\n", true],
    ["#!/usr/bin/env python3\n", false],
    ["#!/opt/conda/bin/python\n", false],
    ["#!/usr/bin/env\n", false],
  ])("%j is taken as it is, and known for one of a shell or not", (text, forShell) => {
    const script = lifecycleScript(text, "start.sh");
    expect(script).toMatchObject({ text, forShell, notes: [] });
    expect(scriptOf({ StudioLifecycleConfigContent: script.content })).toBe(text);
  });

  it("gets LF line ends, and says so", () => {
    expect(lifecycleScript("#!/bin/bash\r\nset -e\r\n", "start.sh")).toMatchObject({
      text: "#!/bin/bash\nset -e\n",
      notes: ["its CRLF line ends were converted to LF: with CRLF it would not run"],
    });
  });

  it("loses a byte order mark, and says so", () => {
    expect(lifecycleScript("\uFEFF#!/bin/bash\n", "start.sh")).toMatchObject({
      text: "#!/bin/bash\n",
      forShell: true,
      notes: ["its byte order mark was removed"],
    });
  });

  it("may have as many bytes as fit in 16384 characters of base64, and no more", () => {
    expect(lifecycleScript(sized(mostScriptBytes), "a").content).toHaveLength(16_384);
    expect(() => lifecycleScript(sized(mostScriptBytes + 1), "a.sh")).toThrowError(
      `"a.sh" has 12289 bytes, and a lifecycle config can have at most 12288`,
    );
  });

  it("is measured in bytes, after its line ends were changed", () => {
    expect(() => lifecycleScript(`${sized(mostScriptBytes - 1)}é`, "a.sh")).toThrowError("has 12289 bytes");
    expect(lifecycleScript(sized(mostScriptBytes - 2).replace("\n", "\r\n"), "a").text).toHaveLength(mostScriptBytes - 2);
  });

  it.each([
    ["", "-", "the script is empty"],
    [" \r\n\n", "start.sh", '"start.sh" is empty'],
    ["#!/bin/bash\n\0", "start.sh", '"start.sh" is not UTF-8 text'],
    ["#!/bin/bash\n\uFFFD", "start.sh", '"start.sh" is not UTF-8 text'],
    ["pip install black\n", "start.sh", '"start.sh" has no interpreter line: it begins with "pip install black"'],
    ["#!\n", "-", 'the script has no interpreter line: it begins with "#!"'],
    ["\n#!/bin/bash\n", "start.sh", '"start.sh" has no interpreter line: it begins with ""'],
  ])("%j is refused", (text, file, message) => {
    expect(() => lifecycleScript(text, file)).toThrowError(expect.objectContaining({ code: "usage", message, fix: expect.any(String) }));
  });
});
