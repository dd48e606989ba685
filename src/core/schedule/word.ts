/**
 * The hidden word that a scheduler gives this program: `__scheduled NAME LOG WORD…` runs `studioctl WORD…` with a log, and writes the
 * errors of a failed run to stderr, where cron and systemd read them.
 */
export const scheduledWord = "__scheduled";
