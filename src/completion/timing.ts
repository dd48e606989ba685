/*
 * Of words that an account has to be asked for, in milliseconds. Who presses TAB waits for the account no longer than
 * a person would; what it says later is there at the next TAB.
 */

/** From the start of the program to the answer, with words or without. */
export const patienceMs = 300;
/** After that, reading the account is given up. */
export const readingMs = 5_000;
/** How long the words are shown before they are read again, and how soon after a failure it is tried again. */
export const freshMs = 60_000;
export const againMs = 5_000;
