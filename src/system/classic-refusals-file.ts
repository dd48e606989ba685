import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ClassicRefusals } from "../ports/classic-refusals.ts";
import { writeOwnFile } from "./own-file.ts";

/** Refusals as a list of domain ids in a file of the state folder. */
export function createClassicRefusalsFile(folder: string): ClassicRefusals {
  const file = join(folder, "classic-refused.json");

  async function domains(): Promise<ReadonlySet<string>> {
    try {
      const document: unknown = JSON.parse(await readFile(file, "utf8"));
      return new Set(Array.isArray(document) ? document.filter((id) => typeof id === "string") : []);
    } catch {
      return new Set();
    }
  }

  return {
    domains,
    async add(domainId) {
      const all = [...new Set([...(await domains()), domainId])].toSorted();
      await writeOwnFile(file, `${JSON.stringify(all)}\n`).catch(() => {});
    },
  };
}
