import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createEditors } from "../../src/system/editors.ts";
import { fakeCommands } from "./fake-command.ts";

it("an editor is found on PATH, lists its extensions and opens a window in the environment as it is", async () => {
  const commands = fakeCommands();
  commands.add(
    "cursor",
    '[ "$1" = --list-extensions ] && { printf "a.b\\r\\nms-vscode-remote.remote-ssh\\n"; exit 0; }; echo "$LC_ALL|$*" >"$FOLDER/opened"',
  );
  const editors = createEditors({ PATH: `relative:${commands.path}`, LC_ALL: "C.UTF-8" }, "linux");
  expect(await editors.find("kiro")).toBeUndefined();
  const path = (await editors.find("cursor")) ?? "";
  expect(path).toBe(join(commands.folder, "bin", "cursor"));
  expect(await editors.extensions(path)).toEqual(["a.b", "ms-vscode-remote.remote-ssh"]);
  await editors.open(path, ["--remote", "ssh-remote+studio-nlp", "/home/sagemaker-user"]);
  expect(readFileSync(join(commands.folder, "opened"), "utf8")).toBe("C.UTF-8|--remote ssh-remote+studio-nlp /home/sagemaker-user\n");
});

it("an editor that does not open a window is an error with its own words", async () => {
  const commands = fakeCommands();
  commands.add("code", 'echo "cannot run as root" >&2; exit 1');
  const editors = createEditors({ PATH: commands.path }, "linux");
  const path = (await editors.find("code")) ?? "";
  expect(await editors.extensions(path)).toBeUndefined();
  await expect(editors.open(path, [])).rejects.toMatchObject({ code: "failed", why: "cannot run as root" });
});
