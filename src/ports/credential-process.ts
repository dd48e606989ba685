/**
 * Runs the `credential_process` of a profile and gives what it printed: JSON of credentials. Rejects with `no-credentials`, with
 * what it wrote to stderr, where it fails, prints something else, or takes too long.
 */
export type RunCredentialProcess = (command: string) => Promise<string>;
