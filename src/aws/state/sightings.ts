import { gunzipSync, gzipSync } from "node:zlib";
import { StudioctlError } from "../../core/errors.ts";
import { grouped } from "../../core/collections.ts";
import { memoryText, parseMemory } from "../../core/idle/sightings-document.ts";
import { type Memory, mergeMemory, nothingRemembered } from "../../core/idle/sightings.ts";
import type { SightingsStore } from "../../ports/sweeps.ts";
import { expiry, isExpired, type Item, type StateTable, unreadable, type When } from "./table.ts";

/** One item for each scope: its runs, the instances they freed, and how many apps it has. */
export const scopePartition = "scopes";

/**
 * The sightings of a scope are in so many items, each with those of the apps whose references have the same hash: few calls for many apps,
 * and none of the items grows beyond the 400 kB of DynamoDB. A change of this number needs another layout.
 */
const shards = 16;

/** DynamoDB's limit for an item, less its other attributes (service-facts: Tables of DynamoDB). */
const mostBytes = 400 * 1_024 - 2_048;

/** A scope that no run has seen for this long is forgotten; its apps are after 30 days. */
const keepMs = 60 * 86_400_000;

/** Runs that write to the same scope at the same time: each attempt that fails means that another one succeeded. */
const attempts = 20;

/** What is stored of one shard or scope, and its revision. */
interface Stored {
  readonly memory: Memory;
  readonly when: When;
}

/**
 * Sightings in a table. An item is written only if it is as it was when it was merged, else it is read and merged again: no run loses what
 * another one wrote, and no sighting replaces a later one.
 */
export function createTableSightings(table: StateTable, signal: AbortSignal): SightingsStore {
  /** The items as they were last read or written, packed: 10,000 apps take half a megabyte. */
  const known = new Map<string, Item>();
  const remember = (item: Item): void => void known.set(keyOf(item.pk, item.sk), item);

  function stored(pk: string, sk: string): Stored {
    const item = known.get(keyOf(pk, sk));
    if (item === undefined) return { memory: nothingRemembered, when: { absent: true } };
    return { memory: isExpired(item, table.now()) ? nothingRemembered : unpack(table, item), when: { rev: Number(item["rev"]) } };
  }

  async function write(pk: string, sk: string, merge: (memory: Memory) => Memory, more: Readonly<Record<string, number>> = {}) {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const { memory, when } = stored(pk, sk);
      const merged = merge(memory);
      const data = gzipSync(memoryText(merged));
      if (data.length > mostBytes) throw tooLarge(table, pk);
      const apps = Object.keys(merged.apps).length;
      const item = { pk, sk, rev: "rev" in when ? when.rev + 1 : 1, data, apps, ...more, ...expiry(table.now(), keepMs) };
      if (await table.put(item, when)) return remember(item);
      const fresh = await table.get(pk, sk);
      if (fresh === undefined) known.delete(keyOf(pk, sk));
      else remember(fresh);
    }
    throw new StudioctlError("failed", `the state table "${table.name}" is written to by too many runs at once`, {
      fix: "run again, or start fewer runs of the same account and Region at once",
    });
  }

  return {
    shared: `the state table "${table.name}" in ${table.region}`,

    check: () => table.check(signal),

    async load(scope) {
      const apps: [string, Memory["apps"][string]][] = [];
      for await (const item of table.query(sightingsPartition(scope), signal)) {
        remember(item);
        apps.push(...Object.entries(stored(item.pk, item.sk).memory.apps));
      }
      const header = await table.get(scopePartition, scope, signal);
      if (header !== undefined) remember(header);
      const { runs, freed } = stored(scopePartition, scope).memory;
      return { apps: Object.fromEntries(apps), runs, freed };
    },

    async merge(scope, { sightings = {}, verdicts = new Map(), ...ofScope }, now) {
      const partition = sightingsPartition(scope);
      const shardsOf = new Set([...Object.keys(sightings), ...verdicts.keys()].map(shardOf));
      const fresh = grouped(Object.entries(sightings), ([reference]) => shardOf(reference));
      await Promise.all(
        [...shardsOf].map(async (shard) => {
          const news = { sightings: Object.fromEntries(fresh.get(shard) ?? []), verdicts };
          await write(partition, shard, (memory) => mergeMemory(memory, news, now));
        }),
      );
      const { run, freeing = [], resumed = [], copied } = ofScope;
      if (run === undefined && copied === undefined && freeing.length + resumed.length === 0) return;
      const total = run === undefined ? known.get(keyOf(scopePartition, scope))?.["total"] : Object.keys(sightings).length;
      await write(scopePartition, scope, (memory) => mergeMemory(memory, ofScope, now), typeof total === "number" ? { total } : {});
    },

    async isNew() {
      for await (const item of table.query(scopePartition, signal, 1)) return isExpired(item, table.now());
      return true;
    },
  };
}

function keyOf(pk: string, sk: string): string {
  return `${pk} ${sk}`;
}

function sightingsPartition(scope: string): string {
  return `sightings ${scope}`;
}

/** The shard of an app: the same in every version (FNV-1a of its reference). */
export function shardOf(reference: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(reference)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return String(hash % shards).padStart(2, "0");
}

/** What an item remembers. */
export function unpack(table: StateTable, item: Item): Memory {
  const { data } = item;
  let memory: Memory | undefined;
  try {
    memory = data instanceof Uint8Array ? parseMemory(gunzipSync(data).toString()) : undefined;
  } catch {
    memory = undefined;
  }
  if (memory === undefined) throw unreadable(table, item);
  return memory;
}

function tooLarge(table: StateTable, partition: string): StudioctlError {
  return new StudioctlError("failed", `too many apps for the state table "${table.name}": ${partition}`, {
    why: `${shards} items of 400 kB are all that one account and Region can have`,
    fix: "use another table for some of its domains: --domain D --state dynamodb:OTHER",
  });
}
