/** A line of a log, with the service's names. */
export interface LogEvent {
  readonly timestamp: Date;
  readonly message: string;
  readonly logStreamName: string;
}

/** CloudWatch Logs in one Region. Rejects as the interfaces of Studio do; an unknown group or stream with `not-found`. */
export interface Logs {
  /** Names of the streams of a group with this prefix, page by page on demand. */
  listStreams(group: string, prefix: string): AsyncIterable<string>;
  /** The last `limit` lines of a stream, oldest first. */
  tail(group: string, stream: string, limit: number): Promise<readonly LogEvent[]>;
  /** The lines of streams from a moment on, that moment included, oldest first, page by page on demand. */
  since(group: string, streams: readonly string[], from: Date): AsyncIterable<LogEvent>;
}
