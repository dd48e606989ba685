/** What is on record of a schedule: when it was installed, and how its last run began and ended. */
export interface LastRun {
  readonly InstalledAt?: Date;
  readonly StartedAt?: Date;
  /** Absent while it runs, and after it was killed. */
  readonly FinishedAt?: Date;
  /** Absent as well where a signal ended it. */
  readonly ExitCode?: number;
  /** Why it failed, in a line. */
  readonly Message?: string;
  /** The process that ran, or runs. */
  readonly Pid?: number;
  /** Whether that process is there; never written. */
  readonly Alive?: boolean;
}
