import { StudioctlError, isError, whyFailed } from "../../core/errors.ts";
import { type AskedServer, unseen } from "../../core/idle/facts.ts";
import type { Look } from "../../core/inside/found.ts";
import { lookTerminalName } from "../../core/inside/own-look.ts";
import { type InsideReading, readInside } from "../../core/inside/reading.ts";
import { leastMsBetweenReadings, workInside } from "../../core/inside/work.ts";
import { mark } from "../../core/terminal/agent.ts";
import { within } from "../../core/time-limit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { InsideLook } from "../../ports/inside.ts";
import type { JupyterKey, JupyterSession, JupyterSessions } from "../../ports/jupyter.ts";
import type { AttachedTerminal, RemoteTerminals } from "../../ports/terminals.ts";
import { signInBy } from "../remote/sign-in.ts";
import { createOwn, endTerminal, nonceOf } from "../terminal/own-terminal.ts";

interface Ports {
  readonly jupyter: JupyterSessions;
  readonly terminalsOf: (session: JupyterSession) => RemoteTerminals;
  readonly clock: Clock;
  /** Receives the name of a terminal that could not be removed. */
  readonly notice: (text: string) => void;
  /** The probe, a script of the POSIX shell that prints one line. */
  readonly probe: string;
}

interface Looking {
  readonly signal: AbortSignal;
  /** Whether both readings are made, whatever the first one shows. */
  readonly whole: boolean;
}

/** How long one look may take in all, as long as an observation of a server. Milliseconds. */
const lookMs = 20_000;

/** Between two readings, with room for the time that the probe itself takes. Milliseconds. */
const betweenMs = leastMsBetweenReadings + 500;

/** The shortest session that there is (service-facts: The Jupyter server). */
const sessionSeconds = 1800;

/** After this the terminal ends by itself, in case that nobody is left to remove it. Seconds. */
const endsAfterSeconds = 60;

/** Far more than a reading has. */
const mostText = 2 * 1024 * 1024;

/** A look that is no longer waited for still removes its terminal. */
export interface OwnLooks extends InsideLook {
  /** Resolves when every terminal that was opened is removed, or could not be. */
  settled(): Promise<void>;
}

/**
 * Looks inside containers through terminals of their Jupyter servers. The terminal runs the probe without a user's shell: nothing reads
 * the user's startup files, and nothing is added to a history. It waits for a line before each reading, and ends by itself after a minute.
 */
export function createInsideLook(ports: Ports): OwnLooks {
  const { clock } = ports;
  const removing = new Set<Promise<unknown>>();

  async function lookNow(server: JupyterKey, signInAs: readonly [string, ...string[]], { signal, whole }: Looking): Promise<Look> {
    const opening = new AbortController();
    const giveUp = (): void => opening.abort(signal.reason);
    signal.addEventListener("abort", giveUp, { once: true });
    const session = await signInBy(ports.jupyter, { way: "jupyter", server, signInAs }, { sessionSeconds, signal: opening.signal });
    // From here on the session lives until the terminal is removed.
    signal.removeEventListener("abort", giveUp);
    try {
      return await inTerminal(ports, ports.terminalsOf(session), { signal, whole });
    } finally {
      session.close();
    }
  }

  return {
    async look({ key, signInAs, orAs = [] }: AskedServer, signal?: AbortSignal, whole = false): Promise<Look> {
      const { AppType } = key;
      if (AppType !== "JupyterLab") return { seen: false, why: `${AppType} has no terminals to look through` };
      try {
        return await within(clock, { limitMs: lookMs, signal, late: tooLate }, (limited) => {
          const work = lookNow({ ...key, AppType }, [signInAs, ...orAs], { signal: limited, whole });
          const removed = work.catch(() => {}).finally(() => removing.delete(removed));
          removing.add(removed);
          return work;
        });
      } catch (error) {
        signal?.throwIfAborted();
        if (isError(error, "no-credentials")) throw error;
        return unseen(error, `it could not be looked into: ${whyFailed(error)}`);
      }
    },
    settled: async () => void (await Promise.all(removing)),
  };
}

function tooLate(): StudioctlError {
  return new StudioctlError("timeout", `the look inside took longer than ${lookMs / 1000} s`);
}

async function inTerminal({ clock, notice, probe }: Ports, terminals: RemoteTerminals, looking: Looking): Promise<Look> {
  const { signal } = looking;
  const nonce = nonceOf(clock);
  const name = await createOwn({ terminals }, lookTerminalName(clock.now(), nonce), signal, lookProgram(nonce, probe));
  try {
    const attached = await terminals.attach(name, signal);
    const close = (): void => attached.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      return await readTwice(attached, nonce, clock, looking);
    } finally {
      signal.removeEventListener("abort", close);
      attached.close();
    }
  } finally {
    await endTerminal(terminals, name, notice);
  }
}

/** The program of the terminal: without echo, and with lines that end as they were written. */
export function lookProgram(nonce: string, probe: string): readonly string[] {
  const script = [
    "stty -echo -opost 2>/dev/null",
    `(sleep ${endsAfterSeconds};kill -9 $$) >/dev/null 2>&1 &`,
    `printf '\\036%s ready\\n' "$0"`,
    `while read -r line;do printf '\\036%s ' "$0";sh -c "$1" </dev/null;done`,
  ].join("\n");
  return ["/bin/sh", "-c", script, nonce, probe];
}

/** The second reading is made only where the first one shows nothing at work: what uses the processor shows only in the comparison. */
async function readTwice(attached: AttachedTerminal, nonce: string, clock: Clock, { signal, whole }: Looking): Promise<Look> {
  const lines = markedLines(attached.output, nonce);
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    signal.throwIfAborted();
    if (done === true) throw new StudioctlError("unavailable", "its terminal ended before it could be read");
    return value;
  };
  const reading = async () => {
    await attached.type("\n");
    return readInside(await next());
  };
  await next();
  const first = await reading();
  if (!isReading(first)) return first;
  if (!whole && workInside(first, first).length > 0) return { seen: true, first };
  await clock.sleep(betweenMs, signal);
  const second = await reading();
  return isReading(second) ? { seen: true, first, second } : second;
}

function isReading(read: ReturnType<typeof readInside>): read is InsideReading {
  return !("seen" in read);
}

/** The lines that begin with the mark and the nonce: a container can print anything else. */
async function* markedLines(output: AsyncIterable<string>, nonce: string): AsyncGenerator<string> {
  const begin = `${mark}${nonce} `;
  let text = "";
  for await (const piece of output) {
    text += piece;
    if (text.length > mostText) throw new StudioctlError("malformed", "its terminal printed too much");
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n")) {
      const line = text.slice(0, end).replace(/\r$/, "");
      text = text.slice(end + 1);
      const start = line.lastIndexOf(begin);
      if (start >= 0) yield line.slice(start + begin.length);
    }
  }
}
