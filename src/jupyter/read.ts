import { within } from "../core/time-limit.ts";
import type { ServerActivity } from "../core/idle/facts.ts";
import type { ServerKey } from "../core/domain/domain.ts";
import type { Clock } from "../ports/clock.ts";
import { type Kernels, readKernels } from "./kernel-list.ts";
import { readLastActive, readStarted } from "./responses.ts";
import { type ListedTerminals, type Terminals, hasImageTerminal, listedTerminals, placeTerminals, readHomes } from "./terminal-list.ts";
import type { JsonSource } from "./json-source.ts";
import { Unreadable } from "./unreadable.ts";

type Read = Omit<ServerActivity, "observedAt">;

/** How long an optional endpoint may take: what the others told does not wait for it longer. */
const optionalMilliseconds = 5000;

/**
 * Everything a server tells about what runs behind it, in as few requests as its type allows (service-facts: The Jupyter server). What
 * `/api/idle` of JupyterLab, `/sagemaker/api/apps` and `/api/status` tell is optional: where they fail, the rest stands,
 * and says what is missing.
 */
export async function readActivity(
  source: JsonSource,
  appType: ServerKey["AppType"],
  signal: AbortSignal,
  clock: Pick<Clock, "sleep">,
): Promise<Read> {
  const over = new AbortController();
  const readers = { JupyterServer: readClassic, JupyterLab: readLab, CodeEditor: readCodeEditor };
  try {
    return await readers[appType](optional(source, clock), AbortSignal.any([signal, over.signal]));
  } finally {
    over.abort();
  }
}

interface Optional<T> {
  readonly value?: T;
  /** Why there is none, if that is a fault. */
  readonly missing?: string;
}

/** A source that also reads what need not be there. */
interface Reader extends JsonSource {
  readOptional<T>(path: string, read: (response: unknown) => T, signal: AbortSignal): Promise<Optional<T>>;
}

function optional(source: JsonSource, clock: Pick<Clock, "sleep">): Reader {
  return {
    readJson: (path, signal) => source.readJson(path, signal),
    async readOptional(path, read, signal) {
      const late = () => new Unreadable(`the server took longer than ${optionalMilliseconds / 1000} s to answer ${path}`);
      try {
        const limit = { limitMs: optionalMilliseconds, signal, late };
        return { value: read(await within(clock, limit, (limited) => source.readJson(path, limited))) };
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof Unreadable) return { missing: error.message };
        throw error;
      }
    },
  };
}

async function readClassic(reader: Reader, signal: AbortSignal): Promise<Read> {
  const { listed, ...rest } = await readJupyter(reader, signal);
  if (!hasImageTerminal(listed)) return activity(rest, placeTerminals(listed));
  const homes = await reader.readOptional("/sagemaker/api/apps", readHomes, signal);
  // Without their app, they count for each app of the user.
  return activity({ ...rest, missing: [...rest.missing, ...missingOf(homes)] }, placeTerminals(listed, homes.value));
}

async function readLab(reader: Reader, signal: AbortSignal): Promise<Read> {
  const [{ listed, ...rest }, idle] = await Promise.all([
    readJupyter(reader, signal),
    reader.readOptional("/api/idle", readLastActive, signal),
  ]);
  const read = activity({ ...rest, missing: [...rest.missing, ...missingOf(idle)] }, placeTerminals(listed));
  return { ...read, ...(idle.value && { lastActive: idle.value }) };
}

/** Code Editor has only `/api/idle`: without it nothing was observed. */
async function readCodeEditor(reader: Reader, signal: AbortSignal): Promise<Read> {
  const response = await reader.readJson("/api/idle", signal);
  const lastActive = readLastActive(response);
  if (lastActive === undefined)
    throw new Unreadable("the last activity of Code Editor is unknown", response === undefined ? "not-ready" : "other");
  return { kernels: [], terminals: [], lastActive };
}

/** The data of all Jupyter servers. */
interface Jupyter extends Kernels {
  readonly started?: Date;
  readonly missing: readonly string[];
}

async function readJupyter(reader: Reader, signal: AbortSignal): Promise<Jupyter & { readonly listed: ListedTerminals }> {
  const required = ["/api/sessions", "/api/kernels", "/api/terminals"].map((path) => reader.readJson(path, signal));
  const status = reader.readOptional("/api/status", readStarted, signal);
  const asked = [...required, status];
  // Where several fail, the first of the list says why, whichever failed first; the others are heard by nobody.
  for (const each of asked) each.catch(() => {});
  const [sessions, kernels, terminals] = [await required[0], await required[1], await required[2]];
  const started = await status;
  return {
    ...readKernels(sessions, kernels),
    listed: listedTerminals(terminals),
    missing: missingOf(started),
    ...(started.value && { started: started.value }),
  };
}

function missingOf({ missing }: Optional<unknown>): string[] {
  return missing === undefined ? [] : [missing];
}

function activity({ unreadable, missing, ...read }: Jupyter, terminals: Terminals): Read {
  const faults = [...unreadable, ...terminals.unreadable];
  return {
    ...read,
    terminals: terminals.terminals,
    ...(faults.length > 0 && { unreadable: faults }),
    ...(missing.length > 0 && { missing }),
  };
}
