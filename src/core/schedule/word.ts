/**
 * The hidden word that a scheduler gives this program: `__scheduled NAME LOG WORD…` runs `studioctl WORD…` with a log, and
 * writes what a failed run has to say to stderr, where cron and systemd read it.
 */
export const scheduledWord = "__scheduled";
