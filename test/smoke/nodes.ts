import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./machine.ts";

/** The oldest that package.json allows, a later one that is still maintained, and the current one. */
const versions = ["20.19.0", "22.23.3", "26.10.0"];

interface Node {
  readonly name: string;
  readonly path: string;
}

/** This Node, and the others out of the packages of npm that carry them; kept in node_modules/.cache. */
export function nodes(): readonly Node[] {
  const others = versions.filter((version) => version !== process.versions.node);
  return [
    { name: `Node ${process.versions.node}`, path: process.execPath },
    ...others.map((version) => ({ name: `Node ${version}`, path: fetched(version) })),
  ];
}

function fetched(version: string): string {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const folder = join(root, "node_modules/.cache/nodes", `${platform}-${process.arch}-${version}`);
  const path = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
  if (existsSync(path)) return path;
  const draft = `${folder}.${process.pid}`;
  mkdirSync(draft, { recursive: true });
  execFileSync("npm", ["pack", "--silent", `node-${platform}-${process.arch}@${version}`], {
    cwd: draft,
    stdio: "pipe",
    shell: process.platform === "win32",
  });
  const [archive = ""] = readdirSync(draft);
  execFileSync("tar", ["-xzf", archive, "--strip-components=1"], { cwd: draft });
  rmSync(join(draft, archive));
  renameSync(draft, folder);
  return path;
}
