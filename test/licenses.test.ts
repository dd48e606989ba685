import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const separator = `\n${"-".repeat(80)}\n\n`;

/** Names of packages by the license text that covers them. */
function sections(text: string): readonly (readonly [packages: readonly string[], license: string])[] {
  const [, ...parts] = text.split(separator);
  return parts.map((part) => {
    const end = part.indexOf("\n\n");
    return [
      part
        .slice(0, end)
        .split("\n")
        .map((line) => line.replace(/ \S+ \(.*\)$/, "")),
      part.slice(end).trim(),
    ] as const;
  });
}

it("licenses prints a license text for each bundled package", () => {
  const printed = execFileSync(process.execPath, ["bin/studioctl.js", "licenses"], { cwd: root, encoding: "utf8" });
  const found = sections(printed);
  const named = found.flatMap(([packages]) => packages);
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  expect(named).toEqual(expect.arrayContaining(["@aws-sdk/client-sagemaker", "chalk", "cli-table3", "commander", "tough-cookie"]));
  expect(named.filter((name) => name.startsWith("@aws-sdk/client-"))).toEqual(
    Object.keys(devDependencies).filter((name) => name.startsWith("@aws-sdk/client-")),
  );
  expect(found.filter(([, license]) => license.length < 200).flatMap(([packages]) => packages)).toEqual([]);
});
