/** The signals that end a command early: Ctrl-C, a service manager, and a terminal or ssh session that is closed. */
export const endingSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
