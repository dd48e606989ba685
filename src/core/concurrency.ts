/** Calls in flight at once, unless a flag says another number: what an account's rate limits take without losing calls. */
export const concurrency = 10;
