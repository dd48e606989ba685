/** Rows and columns of a terminal's screen. */
export interface TerminalSize {
  readonly rows: number;
  readonly columns: number;
}

/** The terminals of one Jupyter server (service-facts: Terminals of a Jupyter server). Errors as of a JupyterSession. */
export interface RemoteTerminals {
  /**
   * Starts a shell, or the given program without a shell, in a terminal of that name: letters, digits and underscores. Resolves with the
   * name that the server gave it.
   */
  create(name: string, program?: readonly string[]): Promise<string>;
  /** Rejects with `not-found` where the terminal has ended. */
  attach(name: string, signal?: AbortSignal): Promise<AttachedTerminal>;
  /** Ends a terminal and its shell; one that has ended is not an error. */
  delete(name: string): Promise<void>;
  /** The image terminals that are open, with the KernelGateway apps that each may run in. */
  imageTerminals(): Promise<readonly ImageTerminal[]>;
  /** Ends the session with the server. */
  close(): void;
}

export interface ImageTerminal {
  readonly name: string;
  /** More than one if several apps share image and instance type; none where the server does not say. */
  readonly appNames: readonly string[];
}

/** One connection to a terminal. What it has shown before comes first, as one piece. */
export interface AttachedTerminal {
  /** Types a text; resolves when it has been handed to the network. Rejects with `unavailable` once the connection is lost. */
  type(text: string): Promise<void>;
  resize(size: TerminalSize): Promise<void>;
  /** What the terminal shows. Ends when the terminal has ended; rejects with `unavailable` where the connection is lost. */
  readonly output: AsyncIterable<string>;
  /** Leaves the terminal to itself. */
  close(): void;
}
