/*
 * The limits for one server. It runs its user's code, so it may send anything: beyond these it is
 * unreadable, and only its own apps are unknown. All are far above what a server with hundreds of kernels sends.
 */

/** Limits of responses. */
export interface ResponseLimits {
  /** Whether these hold for each response by itself, or for all that one connection pool receives. */
  readonly each: boolean;
  /** In bytes. */
  readonly bytes: number;
  /** Of the pieces in which they arrive: each costs time, however small it is. */
  readonly pieces: number;
  /** Of values in one JSON document, whatever they are. */
  readonly values: number;
}

/** Of all responses of one observation together. */
export const observationLimits: ResponseLimits = { each: false, bytes: 4 * 1024 * 1024, pieces: 20_000, values: 200_000 };

/** Of each response while a user works with a server: a folder of 100,000 files lists in 32 MB. Streamed bodies have no limit. */
export const workLimits: ResponseLimits = { each: true, bytes: 64 * 1024 * 1024, pieces: 1_000_000, values: 4_000_000 };

/** Of interim responses (1xx) to one request. */
export const maxInterim = 10;

/** Of kernels, sessions, terminals and apps in one list. */
export const maxItems = 2_000;

/** Of characters in a name, path or state: what is longer is cut, and is not an id. */
export const maxText = 200;

/** Of arrays and objects within one another; what a server lists has four. */
export const maxNesting = 20;

/** Of KernelGateway apps that may share one image terminal; the service lets four share an instance (service-facts: App rules). */
export const maxHomes = 20;

/** Of one WebSocket message; a terminal sends what it reads at once, 64 KB at most before JSON (terminado). */
export const maxMessageBytes = 16 * 1024 * 1024;
