import type { InsideProcess, InsideReading } from "../../src/core/inside/reading.ts";
import { lastMoved, type JupyterServerState } from "../../src/sandbox/jupyter-state.ts";

/** A program that runs in a container until it is taken out. */
export interface Program {
  readonly name: string;
  /** `pts/3`; absent: it runs in the background. */
  readonly tty?: string;
  /** It is the process of a kernel, and counts only while it uses the processor. */
  readonly kernel?: true;
}

interface Running extends Program {
  readonly pid: number;
  readonly startedAt: number;
}

const hertz = 100;

/** What really runs in the container of one app: the truth, of which looks and beacons show what the probe prints. */
export class Container {
  /** When somebody connected by ssh. */
  connectedSince?: number;
  /** When the editors last touched their idle file. */
  idleFileAt?: number;
  /** When something was last typed, by terminal. */
  readonly typedAt = new Map<string, number>();
  readonly #programs = new Map<object, Running>();
  readonly #bootedAt: number;
  #pids = 100;

  constructor(now: number) {
    this.#bootedAt = now;
  }

  begins(thing: object, program: Program, now: number): void {
    this.#programs.set(thing, { ...program, pid: (this.#pids += 1), startedAt: now });
  }

  ends(thing: object): void {
    this.#programs.delete(thing);
  }

  /** What the probe would print at a time, with the kernels and terminals of the container's Jupyter server, if it has one. */
  reading(now: number, server: JupyterServerState | undefined): InsideReading {
    const ticksSince = (moment: number): number => Math.max(0, Math.round(((now - moment) / 1000) * hertz));
    const startOf = (moment: number): number => Math.round(((moment - this.#bootedAt) / 1000) * hertz);
    const { kernels = [], terminals = [] } = server ?? {};
    return {
      version: 1,
      at: new Date(now),
      python: true,
      upMs: now - this.#bootedAt,
      hertz,
      processes: [...this.#programs.values()].map(({ pid, startedAt, name, tty, kernel }): InsideProcess => ({
        pid,
        parent: 1,
        start: startOf(startedAt),
        name,
        ticks: ticksSince(startedAt),
        counts: kernel === true ? "busy" : "alive",
        ...(kernel && { kernel }),
        ...(tty !== undefined && { tty }),
      })),
      terminals: [...this.typedAt].map(([tty, at]) => ({ tty, jupyter: false, own: false, lastInput: new Date(at) })),
      terminalNames: terminals.map(({ name }) => name),
      kernels: kernels.map(({ id, state, activity, connections }) => ({
        id,
        state,
        lastActivity: new Date(lastMoved(activity, now)),
        connections,
      })),
      connections: this.connectedSince === undefined ? [] : [{ start: startOf(this.connectedSince) }],
      editors: [],
      ...(this.idleFileAt !== undefined && { idleFile: new Date(this.idleFileAt) }),
      notSeen: [],
    };
  }
}
