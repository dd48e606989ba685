/** Time, waiting and random numbers. Tests control it; nothing else in the program reads the time. */
export interface Clock {
  /** The service's time if it is known (Date header), else this machine's. */
  now(): Date;
  /** Resolves after that many milliseconds; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}
