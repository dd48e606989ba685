import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { StudioctlError } from "../core/errors.ts";
import type { HomeDirectory, HomeMap } from "../core/efs/file-system.ts";
import { isRecord } from "../core/collections.ts";
import type { HomeMaps } from "../ports/file-systems.ts";
import { isAbsent } from "./file-error.ts";
import { writeOwnFile } from "./own-file.ts";

/** Maps of users to uids as JSON, a file for each file system, written whole or not at all. */
export function createHomeMapsFolder(folder: string): HomeMaps {
  const fileOf = (fileSystemId: string) => join(folder, `${fileSystemId}.json`);

  return {
    async load(fileSystemId) {
      const file = fileOf(fileSystemId);
      let text: string;
      try {
        text = await readFile(file, "utf8");
      } catch (error) {
        if (isAbsent(error)) return undefined;
        throw error;
      }
      const map = parse(text);
      if (map !== undefined) return map;
      throw new StudioctlError("failed", `${file} does not hold a map of users to uids`, {
        why: "it is damaged, or of another version",
        fix: "restore it from a backup, or move it away",
      });
    },

    async save(map) {
      const file = fileOf(map.FileSystemId);
      await writeOwnFile(file, `${JSON.stringify(map, null, 1)}\n`);
      return file;
    },
  };
}

const texts = ["FileSystemId", "Region", "DomainId", "DomainName"] as const;

function parse(text: string): HomeMap | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(document)) return undefined;
  const homes = document["HomeDirectories"];
  const [FileSystemId, Region, DomainId, DomainName] = texts.map((member) => document[member]);
  if (!isText(FileSystemId) || !isText(Region) || !isText(DomainId) || !isText(DomainName)) return undefined;
  if (!Array.isArray(homes) || !homes.every(isHome)) return undefined;
  return { FileSystemId, Region, DomainId, DomainName, HomeDirectories: homes };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isHome(value: unknown): value is HomeDirectory {
  return (
    isRecord(value) && (isText(value["UserProfileName"]) || isText(value["SpaceName"])) && isText(value["Uid"]) && isText(value["Path"])
  );
}
