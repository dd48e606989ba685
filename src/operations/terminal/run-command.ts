import { StudioctlError, isError } from "../../core/errors.ts";
import { agentLine, startLine } from "../../core/terminal/agent.ts";
import { type Frame, FrameReader, lines } from "../../core/terminal/frames.ts";
import type { Clock } from "../../ports/clock.ts";
import type { AttachedTerminal, RemoteTerminals } from "../../ports/terminals.ts";
import { CommandInput } from "./command-input.ts";
import { createOwn, endTerminal, nonceOf, terminalName } from "./own-terminal.ts";
import { reattach } from "./reattach.ts";

interface Ports {
  readonly terminals: RemoteTerminals;
  readonly clock: Clock;
}

/** A command with its streams of unchanged bytes. */
export interface CommandRequest {
  /** The program and its arguments: no shell reads them. */
  readonly argv: readonly [string, ...string[]];
  readonly stdin: AsyncIterable<Uint8Array>;
  /** Resolve when the bytes have been taken: a slow reader slows the command. */
  readonly stdout: (bytes: Uint8Array) => Promise<void>;
  readonly stderr: (bytes: Uint8Array) => Promise<void>;
  /** Called when the command has been started. */
  readonly started?: () => void;
  /** Receives notes for the user in addition to the output. */
  readonly notice: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Frames that arrive before they are acknowledged. */
const acknowledgeEvery = 4;
const heartbeatMilliseconds = 60_000;
/** How long a command that was interrupted may take to end by itself. */
const graceMilliseconds = 2_000;
const startMilliseconds = 60_000;
const interruptSignal = 2;

/**
 * Runs a command in a terminal of a Jupyter server, and resolves with its exit code: 128 and more for a signal. Output of any size, and any
 * bytes, both ways; a lost connection is taken up again. The terminal is gone at the end, whatever happens. Rejects with the signal's
 * reason after having interrupted the command, with `failed` where the terminal cannot run it, and as RemoteTerminals does.
 */
export async function runCommand(ports: Ports, request: CommandRequest): Promise<number> {
  const nonce = nonceOf(ports.clock);
  const name = await createOwn(ports, terminalName(nonce), request.signal);
  const run = new Run(ports, request, name, nonce);
  try {
    return await run.toItsEnd();
  } finally {
    await run.close();
  }
}

class Run {
  readonly #reader: FrameReader;
  /** The next frame that is wanted. */
  #next = 0;
  #unacknowledged = 0;
  #connection: AttachedTerminal | undefined;
  #begun = false;
  #exitCode: number | undefined;
  #terminalEnded = false;
  readonly #input: CommandInput;
  readonly #over = new AbortController();

  constructor(
    private readonly ports: Ports,
    private readonly request: CommandRequest,
    private readonly name: string,
    nonce: string,
  ) {
    this.#nonce = nonce;
    this.#reader = new FrameReader(nonce);
    this.#input = new CommandInput(request.stdin);
  }

  readonly #nonce: string;

  async toItsEnd(): Promise<number> {
    const { request } = this;
    const interrupted = (): void => void this.#interrupt().catch(() => this.#over.abort(request.signal.reason));
    request.signal.throwIfAborted();
    request.signal.addEventListener("abort", interrupted, { once: true });
    try {
      await this.#follow(await this.ports.terminals.attach(this.name, this.#over.signal), true);
      while (this.#exitCode === undefined) {
        this.#over.signal.throwIfAborted();
        request.notice("the connection was lost; connecting again");
        await this.#follow(await reattach(this.ports, this.name, this.#over.signal), false);
      }
      request.signal.throwIfAborted();
      return this.#exitCode;
    } catch (error) {
      request.signal.throwIfAborted();
      this.#over.signal.throwIfAborted();
      throw isError(error, "not-found") ? endedEarly() : error;
    } finally {
      request.signal.removeEventListener("abort", interrupted);
      this.#over.abort(new StudioctlError("interrupted", "the command has ended"));
    }
  }

  async close(): Promise<void> {
    this.#connection?.close();
    if (!this.#terminalEnded) await endTerminal(this.ports.terminals, this.name, this.request.notice);
  }

  /** One connection, to its end: the exit of the command, or its loss. */
  async #follow(connection: AttachedTerminal, first: boolean): Promise<void> {
    this.#connection = connection;
    this.#reader.reset();
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, this.#over.signal]);
    const abandon = (): void => connection.close();
    signal.addEventListener("abort", abandon, { once: true });
    try {
      if (first) {
        await connection.type(`${startLine(this.#nonce)}\r`);
        void this.#limitStart(signal);
      } else await connection.type(lines.resume(this.#next));
      if (this.#begun) this.#feed(connection, signal);
      for await (const piece of connection.output) {
        for (const frame of this.#reader.read(piece)) await this.#take(frame, connection, signal);
      }
      // The terminal has ended: in order only after the exit code.
      this.#terminalEnded = true;
      if (this.#exitCode === undefined && !this.#over.signal.aborted) throw endedEarly();
    } catch (error) {
      if (!isError(error, "unavailable") || this.#over.signal.aborted) throw error;
      // A connection lost before the command began has started nothing.
      if (!this.#begun) throw error;
    } finally {
      gone.abort();
      connection.close();
    }
  }

  async #limitStart(signal: AbortSignal): Promise<void> {
    try {
      await this.ports.clock.sleep(startMilliseconds, signal);
    } catch {
      return;
    }
    if (!this.#begun) this.#over.abort(notStarted());
  }

  async #take(frame: Frame, connection: AttachedTerminal, signal: AbortSignal): Promise<void> {
    switch (frame.kind) {
      case "ready": {
        if (this.#begun) return;
        this.#begun = true;
        await connection.type(agentLine() + lines.command(this.request.argv));
        this.request.started?.();
        this.#feed(connection, signal);
        return;
      }
      case "no-python":
        throw noPython();
      case "taken":
        this.#input.taken(frame.bytes);
        return;
      default: {
        // Shown again by a new connection, or ahead of what was lost: that is asked for.
        if (frame.number < this.#next) return;
        if (frame.number > this.#next) return await connection.type(lines.resume(this.#next));
        this.#next += 1;
        await this.#deliver(frame, connection, signal);
      }
    }
  }

  async #deliver(frame: Extract<Frame, { readonly number: number }>, connection: AttachedTerminal, signal: AbortSignal): Promise<void> {
    switch (frame.kind) {
      case "stdout":
      case "stderr":
        await this.request[frame.kind](frame.bytes);
        this.#unacknowledged += 1;
        if (this.#unacknowledged < acknowledgeEvery) return;
        this.#unacknowledged = 0;
        return await connection.type(lines.arrived(this.#next));
      case "input-closed":
        return this.#input.close();
      case "exit":
        this.#exitCode = frame.code;
        this.#input.close();
        // The terminal ends by itself; one that does not is ended.
        this.ports.clock.sleep(graceMilliseconds, signal).then(
          () => connection.close(),
          () => {},
        );
        return await connection.type(lines.end);
    }
  }

  /** Sends stdin, and keep-alives at intervals. */
  #feed(connection: AttachedTerminal, signal: AbortSignal): void {
    const failed = (): void => connection.close();
    this.#input.pump((text) => connection.type(text), signal).catch(failed);
    this.#beat(connection, signal).catch(() => {});
  }

  async #beat(connection: AttachedTerminal, signal: AbortSignal): Promise<void> {
    for (;;) {
      await this.ports.clock.sleep(heartbeatMilliseconds, signal);
      await connection.type(lines.present);
    }
  }

  /** As Ctrl-C does, and then as a terminal that is closed does. */
  async #interrupt(): Promise<void> {
    const { signal } = this.request;
    if (!this.#begun || this.#connection === undefined) return this.#over.abort(signal.reason);
    await this.#connection.type(lines.signal(interruptSignal));
    await this.ports.clock.sleep(graceMilliseconds, this.#over.signal);
    await this.#connection.type(lines.stop);
    this.#over.abort(signal.reason);
  }
}

function noPython(): StudioctlError {
  return new StudioctlError("failed", "the app has no Python 3, which runs the command in its terminal", {
    fix: "leave the command out, and type it in the terminal",
  });
}

function notStarted(): StudioctlError {
  return new StudioctlError("failed", "the terminal did not start the command within 60 s", {
    why: "its shell may be waiting for something, or show something else than a prompt",
    fix: "leave the command out, to see what the terminal shows",
  });
}

function endedEarly(): StudioctlError {
  return new StudioctlError("failed", "the terminal ended before the command did", {
    why: "its shell or the server was ended, or the app has no Python 3",
  });
}
