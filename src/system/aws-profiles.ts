import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Environment, homeFolder } from "./paths.ts";

/** The names of the profiles in the files of the AWS CLI, and nothing else of these. Files that cannot be read have none. */
export function awsProfiles(env: Environment): string[] {
  // A folder that nobody has stands for the one of a user without a home.
  const folder = join(homeFolder(env) ?? "/nonexistent", ".aws");
  const config = sections(env["AWS_CONFIG_FILE"] || join(folder, "config")).flatMap((section) => {
    const [, name] = /^profile\s+(.+)$/.exec(section) ?? [];
    return name === undefined ? (section === "default" ? [section] : []) : [name.replace(/^(["'])(.*)\1$/, "$2")];
  });
  const credentials = sections(env["AWS_SHARED_CREDENTIALS_FILE"] || join(folder, "credentials"));
  return [...new Set([...config, ...credentials])];
}

function sections(file: string): string[] {
  let text = "";
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  return [...text.matchAll(/^\s*\[\s*([^\]\n]+?)\s*\]/gm)].map(([, section = ""]) => section);
}
