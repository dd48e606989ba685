import { StudioctlError, whyFailed } from "../../core/errors.ts";
import { nothingRemembered } from "../../core/idle/sightings.ts";
import type { Lock, Receipts, ReceiptsReader, SightingsStore } from "../../ports/sweeps.ts";

/*
 * What becomes of work if a store that machines share cannot be used. A store of this machine is left as it is: it has rules of its own.
 */

type Warn = (message: string) => void;

/** The same sightings for work that stops nothing: nothing is remembered then, and `warn` receives one warning. An abort still rejects. */
export function orForget(sightings: SightingsStore, warn: Warn, signal: AbortSignal): SightingsStore {
  const { shared } = sightings;
  if (shared === undefined) return sightings;
  const attempt = warningOnce(`warning: ${shared} cannot be used, so nothing is known of earlier runs`, warn, signal);
  return {
    load: (scope) => attempt(() => sightings.load(scope), nothingRemembered),
    merge: (...news) => attempt(() => sightings.merge(...news), undefined),
    isNew: () => attempt(() => sightings.isNew(), false),
  };
}

/** The same record for work that goes on without it. */
export function orNoReceipts(receipts: Receipts & ReceiptsReader, warn: Warn, signal: AbortSignal): ReceiptsReader {
  const { shared } = receipts;
  if (shared === undefined) return receipts;
  const attempt = warningOnce(`warning: ${shared} cannot be used, so nothing is known of earlier stops`, warn, signal);
  return {
    async *read(query) {
      const reading = receipts.read(query)[Symbol.asyncIterator]();
      for (;;) {
        const next = await attempt(() => reading.next(), undefined);
        if (next === undefined || next.done === true) return;
        yield next.value;
      }
    },
  };
}

function warningOnce(what: string, warn: Warn, signal: AbortSignal) {
  let warned = false;
  return async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!warned) warn(`${what}: ${whyFailed(error)}`);
      warned = true;
      return otherwise;
    }
  };
}

interface Remembering {
  readonly sightings: SightingsStore;
  readonly lock: Lock;
}

/** The same for a run: a run that cannot remember, or exclude others, stops nothing, and its error says so. */
export function orStopNothing({ sightings, lock }: Remembering): Remembering {
  if (sightings.shared === undefined) return { sightings, lock };
  return {
    sightings: {
      shared: sightings.shared,
      check: () => said(async () => await sightings.check?.()),
      load: (scope) => said(() => sightings.load(scope)),
      merge: (...news) => said(() => sightings.merge(...news)),
      isNew: () => said(() => sightings.isNew()),
    },
    lock: { acquire: (...claim) => said(() => lock.acquire(...claim)) },
  };
}

async function said<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StudioctlError) || error.code === "interrupted") throw error;
    throw error.with({ message: `nothing was stopped, because a run that cannot remember must not stop anything: ${error.message}` });
  }
}
