/** A line of a log. */
export interface LogEvent {
  readonly timestamp: Date;
  readonly message: string;
  readonly logStreamName: string;
}

export interface LogStream {
  readonly logStreamName: string;
  readonly lastEventTimestamp?: Date;
}

/** CloudWatch Logs in one Region. Rejects as the interfaces of Studio do; a group that is not there with `not-found`. */
export interface Logs {
  /** Streams of a group whose names begin so. */
  listStreams(group: string, prefix: string): AsyncIterable<LogStream>;
  /** The last `limit` lines of a stream, oldest first. */
  tail(group: string, stream: string, limit: number): Promise<readonly LogEvent[]>;
  /** Lines of streams from a moment on, oldest first, in pages as they are used up. */
  since(group: string, streams: readonly string[], from: Date): AsyncIterable<LogEvent>;
}
