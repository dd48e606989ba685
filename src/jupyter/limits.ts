/*
 * What one server can cost a run at most. It runs its user's code, so anything may come from it: beyond these it is
 * unreadable, and only its own apps are unknown. All are far above what a server with hundreds of kernels sends.
 */

/** Of all answers of one observation together, in bytes. */
export const maxBytes = 4 * 1024 * 1024;

/** Of the pieces in which the answers of one observation arrive: each costs time, however small it is. */
export const maxPieces = 20_000;

/** Of interim responses (1xx) to one request. */
export const maxInterim = 10;

/** Of kernels, sessions, terminals and apps in one list. */
export const maxItems = 2_000;

/** Of characters in a name, path or state: what is longer is cut, and is no id. */
export const maxText = 200;

/** Of arrays and objects within one another; what a server lists has four. */
export const maxNesting = 20;

/** Of values in one answer, whatever they are. */
export const maxValues = 200_000;

/** Of KernelGateway apps that may share one image terminal; the service lets four share an instance (service-facts: App rules). */
export const maxHomes = 20;
