import { type AppKey, appReference } from "../../src/core/app/app.ts";

type Work = "at work" | typeof inBackground;

/** Why a stop was wrong that nothing could prevent. */
export const cameBack = "somebody came back after the last look of the beacon";
export const inBackground = "in the background";

/** What really happened in one app since it was started. */
interface Life {
  /** When a user or a process last did something, or started the app. */
  lastUse: number;
  /** When the last job in the background ended, which is nobody's activity: only the idle hours count from then. */
  jobEnded: number;
  /** Kernels that are busy, terminals in which something runs, and jobs in the background, with what they are. */
  readonly working: Map<object, { readonly what: Work; readonly since: number }>;
  /** When people and processes did something, as far back as matters. */
  uses: number[];
  /** When a sweep last judged it. */
  judgedAt: number;
}

/** A stop by the sweep of an app in use, or used within the threshold. */
export interface WrongStop {
  readonly app: string;
  readonly at: string;
  readonly why: string;
}

/** Of the times longer than the threshold in which nothing happened in the apps of one group. */
export interface IdleTimes {
  /** How long they ran. */
  forgottenMs: number;
  /** How long they had to. */
  idealMs: number;
  /** The difference of both, by what kept them. */
  readonly overtimeMs: Map<string, number>;
}

/**
 * The diary of those who use the apps, which the sweep never sees. An app is in use while something works in
 * it, and for the threshold after a user or a process last did something.
 */
export class Truth {
  readonly wrongStops: WrongStop[] = [];
  stops = 0;
  readonly idleTimes = new Map<string, IdleTimes>();
  readonly #lives = new Map<string, Life>();
  readonly #idleMs: number;
  readonly #groupOf: (app: string) => string;

  /** `groupOf` gives the group whose idle hours an app belongs to. */
  constructor(idleMs: number, groupOf: (app: string) => string) {
    this.#idleMs = idleMs;
    this.#groupOf = groupOf;
  }

  /** Somebody starts an app, or does something in it. */
  used(app: AppKey, now: number): void {
    const life = this.#lives.get(appReference(app)) ?? { lastUse: now, jobEnded: 0, working: new Map(), uses: [], judgedAt: now };
    this.#lives.set(appReference(app), life);
    this.#countIdle(app, life, now);
    life.lastUse = now;
    life.uses = [...life.uses.filter((use) => now - use < 2 * this.#idleMs), now];
  }

  begins(app: AppKey, work: object, now: number, what: Work = "at work"): void {
    this.used(app, now);
    this.#lives.get(appReference(app))?.working.set(work, { what, since: now });
  }

  /** False where the work had ended with its app. */
  ends(app: AppKey, work: object, now: number): boolean {
    const life = this.#lives.get(appReference(app));
    const known = life?.working.get(work);
    if (life === undefined || known === undefined) return false;
    life.working.delete(work);
    if (known.what === "at work") [life.lastUse, life.uses] = [now, [...life.uses, now]];
    else life.jobEnded = now;
    return true;
  }

  /** A sweep looks at an app, and says what keeps it. */
  judged(app: AppKey, keptBy: string, now: number): void {
    const life = this.#lives.get(appReference(app));
    if (life === undefined) return;
    const since = Math.max(idleFrom(life) + this.#idleMs, life.judgedAt);
    if (life.working.size === 0 && since < now) {
      const { overtimeMs } = this.#timesOf(app);
      overtimeMs.set(keptBy, (overtimeMs.get(keptBy) ?? 0) + now - since);
    }
    life.judgedAt = now;
  }

  /** The app ends, by whatever hand. */
  over(app: AppKey, now: number): void {
    const life = this.#lives.get(appReference(app));
    if (life === undefined) return;
    this.#countIdle(app, life, now);
    this.#lives.delete(appReference(app));
  }

  /**
   * A sweep stopped an app. `lookedAt` is when the beacon last looked, if only a beacon shows the app: somebody who came back later is no
   * fault of the sweep.
   */
  stoppedBySweep(app: AppKey, now: number, lookedAt: number | undefined): void {
    const life = this.#lives.get(appReference(app));
    this.stops += 1;
    const seen = life && lookedAt !== undefined && this.#inUse(asOf(life, lookedAt), now) === undefined;
    const why = life && (this.#inUse(life, now) === undefined ? undefined : seen ? cameBack : this.#inUse(life, now));
    if (why !== undefined) this.wrongStops.push({ app: appReference(app), at: new Date(now).toISOString(), why });
    this.over(app, now);
  }

  /** The end of all days: what still runs idle counts too. */
  close(now: number): void {
    for (const [reference, life] of this.#lives) this.#countIdle(reference, life, now);
    this.#lives.clear();
  }

  #inUse({ working, lastUse }: Life, now: number): string | undefined {
    const [what] = [...working.values()].map((each) => each.what).toSorted();
    if (what !== undefined) return what;
    return now - lastUse < this.#idleMs ? `used ${Math.round((now - lastUse) / 60_000)} minutes before` : undefined;
  }

  #timesOf(app: AppKey | string): IdleTimes {
    const group = this.#groupOf(typeof app === "string" ? app : appReference(app));
    const times = this.idleTimes.get(group) ?? { forgottenMs: 0, idealMs: 0, overtimeMs: new Map() };
    this.idleTimes.set(group, times);
    return times;
  }

  #countIdle(app: AppKey | string, life: Life, now: number): void {
    const idleMs = now - idleFrom(life);
    if (life.working.size > 0 || idleMs <= this.#idleMs) return;
    const times = this.#timesOf(app);
    times.forgottenMs += idleMs;
    times.idealMs += this.#idleMs;
  }
}

/** What the beacon could know: what began and was done until it looked. */
function asOf(life: Life, lookedAt: number): Life {
  return {
    ...life,
    lastUse: Math.max(0, ...life.uses.filter((use) => use <= lookedAt)),
    working: new Map([...life.working].filter(([, { since }]) => since <= lookedAt)),
  };
}

function idleFrom({ lastUse, jobEnded }: Life): number {
  return Math.max(lastUse, jobEnded);
}
