import { type AppKey, appReference } from "../../src/core/app/app.ts";

/** What really happened in one app since it was started. */
interface Life {
  /** When a user or a process last did something, or started the app. */
  lastUse: number;
  /** Kernels that are busy and terminals in which something runs. */
  readonly working: Set<object>;
  /** When a sweep last judged it. */
  judgedAt: number;
}

/** A stop by the sweep of an app in use, or used within the threshold. */
export interface WrongStop {
  readonly app: string;
  readonly at: string;
  readonly why: string;
}

/**
 * The diary of those who use the apps, which the sweep never sees. An app is in use while something works in
 * it, and for the threshold after a user or a process last did something.
 */
export class Truth {
  readonly wrongStops: WrongStop[] = [];
  stops = 0;
  /** Of the times longer than the threshold in which nothing happened in an app: how long it ran, and how long it had to. */
  forgottenMs = 0;
  idealMs = 0;
  /** The difference of both, by what kept the apps. */
  readonly overtimeMs = new Map<string, number>();
  readonly #lives = new Map<string, Life>();
  readonly #idleMs: number;

  constructor(idleMs: number) {
    this.#idleMs = idleMs;
  }

  /** Somebody starts an app, or does something in it. */
  used(app: AppKey, now: number): void {
    const life = this.#lives.get(appReference(app)) ?? { lastUse: now, working: new Set(), judgedAt: now };
    this.#lives.set(appReference(app), life);
    this.#countIdle(life, now);
    life.lastUse = now;
  }

  begins(app: AppKey, work: object, now: number): void {
    this.used(app, now);
    this.#lives.get(appReference(app))?.working.add(work);
  }

  /** False where the work had ended with its app. */
  ends(app: AppKey, work: object, now: number): boolean {
    const life = this.#lives.get(appReference(app));
    if (life === undefined || !life.working.delete(work)) return false;
    life.lastUse = now;
    return true;
  }

  /** A sweep looks at an app, and says what keeps it. */
  judged(app: AppKey, keptBy: string, now: number): void {
    const life = this.#lives.get(appReference(app));
    if (life === undefined) return;
    const since = Math.max(life.lastUse + this.#idleMs, life.judgedAt);
    if (life.working.size === 0 && since < now) this.overtimeMs.set(keptBy, (this.overtimeMs.get(keptBy) ?? 0) + now - since);
    life.judgedAt = now;
  }

  /** The app ends, by whatever hand. */
  over(app: AppKey, now: number): void {
    const life = this.#lives.get(appReference(app));
    if (life === undefined) return;
    this.#countIdle(life, now);
    this.#lives.delete(appReference(app));
  }

  stoppedBySweep(app: AppKey, now: number): void {
    const life = this.#lives.get(appReference(app));
    this.stops += 1;
    const why = life && this.#inUse(life, now);
    if (why !== undefined) this.wrongStops.push({ app: appReference(app), at: new Date(now).toISOString(), why });
    this.over(app, now);
  }

  /** The end of all days: what still runs idle counts too. */
  close(now: number): void {
    for (const life of this.#lives.values()) this.#countIdle(life, now);
    this.#lives.clear();
  }

  #inUse({ working, lastUse }: Life, now: number): string | undefined {
    if (working.size > 0) return "at work";
    return now - lastUse < this.#idleMs ? `used ${Math.round((now - lastUse) / 60_000)} minutes before` : undefined;
  }

  #countIdle({ working, lastUse }: Life, now: number): void {
    if (working.size > 0 || now - lastUse <= this.#idleMs) return;
    this.forgottenMs += now - lastUse;
    this.idealMs += this.#idleMs;
  }
}
