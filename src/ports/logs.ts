/** A line of a log, with the service's names. */
export interface LogEvent {
  readonly timestamp: Date;
  readonly message: string;
  readonly logStreamName: string;
}

/** CloudWatch Logs in one Region. Rejects as the interfaces of Studio do; a group or a stream that is not there with `not-found`. */
export interface Logs {
  /** Names of the streams of a group that begin so, in pages as they are used up. */
  listStreams(group: string, prefix: string): AsyncIterable<string>;
  /** The last `limit` lines of a stream, oldest first. */
  tail(group: string, stream: string, limit: number): Promise<readonly LogEvent[]>;
  /** The lines of streams from a moment on, that moment included, oldest first, in pages as they are used up. */
  since(group: string, streams: readonly string[], from: Date): AsyncIterable<LogEvent>;
}
