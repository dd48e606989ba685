/** The default number of concurrent calls: the account's rate limits allow it without failed calls. */
export const concurrency = 10;
