import { codeOf } from "../core/errors.ts";
import { readFile, readdir, rename } from "node:fs/promises";
import { mergeMemory, nothingRemembered } from "../core/idle/sightings.ts";
import { memoryText, parseMemory } from "../core/idle/sightings-document.ts";
import type { SightingsStore } from "../ports/sweeps.ts";
import { isAbsent } from "./file-error.ts";
import { scopeFile, scopeIn, writeOwnFile } from "./own-file.ts";

const kind = "sightings";

/** Sightings that can say of which scopes there are some. */
interface SightingsFile extends SightingsStore {
  scopes(): Promise<readonly string[]>;
}

/**
 * Sightings as JSON, one file for each scope, written whole or not at all. A file that is damaged or of another
 * version is set aside under `.unreadable`, with a warning: its sightings are lost, which only delays stops.
 */
export function createSightingsFile(folder: string, warn: (message: string) => void): SightingsFile {
  const fileOf = (scope: string) => scopeFile(folder, kind, scope, "json");

  const store: SightingsFile = {
    async load(scope) {
      const file = fileOf(scope);
      let text: string;
      try {
        text = await readFile(file, "utf8");
      } catch (error) {
        if (!isAbsent(error)) warn(`${file} could not be read (${codeOf(error)}): apps without kernels are timed from now on`);
        return nothingRemembered;
      }
      const memory = parseMemory(text);
      if (memory !== undefined) return memory;
      const aside = `${file}.unreadable`;
      const moved = await rename(file, aside).then(
        () => `set aside as ${aside}`,
        () => "could not be set aside",
      );
      warn(`${file} is damaged or of another version, ${moved}: apps without kernels are timed from now on`);
      return nothingRemembered;
    },

    async merge(scope, news, now) {
      const memory = mergeMemory(await store.load(scope), news, now);
      await writeOwnFile(fileOf(scope), `${memoryText(memory)}\n`);
    },

    async isNew() {
      const names = await readdir(folder).catch((): string[] => []);
      return !names.some((name) => name.startsWith(kind));
    },

    async scopes() {
      const names = await readdir(folder).catch((): string[] => []);
      return names.flatMap((name) => scopeIn(name, kind, "json") ?? []).toSorted();
    },
  };
  return store;
}
