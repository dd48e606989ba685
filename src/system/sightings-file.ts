import { codeOf } from "../core/errors.ts";
import { readFile, readdir, rename } from "node:fs/promises";
import type { Sighting } from "../core/idle/facts.ts";
import { type Memory, nothingRemembered } from "../core/idle/sightings.ts";
import type { SightingsStore } from "../ports/sweeps.ts";
import { isAbsent } from "./file-error.ts";
import { scopeFile, writeOwnFile } from "./own-file.ts";
import { isRecord } from "../core/collections.ts";

const version = 1;
const kind = "sightings";

/**
 * Sightings as JSON, one file for each scope, written whole or not at all. A file that is damaged or of another
 * version is set aside under `.unreadable`, with a warning: its sightings are lost, which only delays stops.
 */
export function createSightingsFile(folder: string, warn: (message: string) => void): SightingsStore {
  const fileOf = (scope: string) => scopeFile(folder, kind, scope, "json");

  return {
    async load(scope) {
      const file = fileOf(scope);
      let text: string;
      try {
        text = await readFile(file, "utf8");
      } catch (error) {
        if (!isAbsent(error)) warn(`${file} could not be read (${codeOf(error)}): apps without kernels are timed from now on`);
        return nothingRemembered;
      }
      const memory = parse(text);
      if (memory !== undefined) return memory;
      const aside = `${file}.unreadable`;
      const moved = await rename(file, aside).then(
        () => `set aside as ${aside}`,
        () => "could not be set aside",
      );
      warn(`${file} is damaged or of another version, ${moved}: apps without kernels are timed from now on`);
      return nothingRemembered;
    },

    async save(scope, { apps, runs }) {
      await writeOwnFile(fileOf(scope), `${JSON.stringify({ version, runs, apps }, null, 1)}\n`);
    },

    async isNew() {
      const names = await readdir(folder).catch((): string[] => []);
      return !names.some((name) => name.startsWith(kind));
    },
  };
}

function parse(text: string): Memory | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(document) || document["version"] !== version || !isRecord(document["apps"])) return undefined;
  const sightings: [string, Sighting][] = [];
  for (const [reference, value] of Object.entries(document["apps"])) {
    const sighting = toSighting(value);
    if (sighting === undefined) return undefined;
    sightings.push([reference, sighting]);
  }
  const { runs: texts = [] } = document;
  if (!Array.isArray(texts)) return undefined;
  const runs = texts.map(toDate).filter((run) => run !== undefined);
  return runs.length === texts.length ? { apps: Object.fromEntries(sightings), runs } : undefined;
}

const clockMembers = ["NotBefore", "EmptySince", "StartingSince", "ObservedAt", "LackedAt", "ClosedBy"] as const;

function toSighting(value: unknown): Sighting | undefined {
  if (!isRecord(value)) return undefined;
  const { Running } = value;
  const [CreationTime, FirstSeen, LastSeen] = ["CreationTime", "FirstSeen", "LastSeen"].map((member) => toDate(value[member]));
  if (typeof Running !== "boolean" || !CreationTime || !FirstSeen || !LastSeen) return undefined;
  const clocks: { -readonly [Member in (typeof clockMembers)[number]]?: Date } = {};
  for (const member of clockMembers) {
    if (value[member] === undefined) continue;
    const date = toDate(value[member]);
    if (date === undefined) return undefined;
    clocks[member] = date;
  }
  const { Open = [] } = value;
  if (!isTexts(Open)) return undefined;
  return { CreationTime, Running, FirstSeen, LastSeen, ...clocks, ...(Open.length > 0 && { Open }) };
}

function toDate(value: unknown): Date | undefined {
  const date = new Date(typeof value === "string" ? value : Number.NaN);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
