/** Excludes other processes of this machine from the same work. */
export interface Lock {
  /** Gives back the lock when called. Undefined: another process holds it. */
  acquire(scope: string): Promise<(() => Promise<void>) | undefined>;
}
