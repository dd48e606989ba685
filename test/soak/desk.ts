import type { App } from "../../src/core/app/app.ts";
import { defaultPolicy } from "../../src/core/idle/policy.ts";
import { type JupyterServerState, lastMoved, type SimulatedKernel, type SimulatedTerminal } from "../../src/sandbox/jupyter-state.ts";
import type { Account, Moved } from "./account.ts";
import type { Chance } from "./chance.ts";
import type { Container, Program } from "./container.ts";

type Place = Pick<App, "DomainId" | "UserProfileName" | "SpaceName" | "AppType" | "AppName" | "ResourceSpec">;

/** An app, and what its user does in it. */
export abstract class Desk {
  constructor(
    protected readonly account: Account,
    protected readonly chance: Chance,
    readonly app: Place,
    /** Whether a beacon is installed for it. */
    protected readonly hasBeacon = false,
  ) {}

  /** Whether one can work there: it runs, and so does the server that shows it. */
  get usable(): boolean {
    return this.isUp(this.app) && this.account.server(this.app).mode === "up";
  }

  /** Starts it, under the name it always had, unless it is on its way already. */
  start(): void {
    if (this.startIfOver(this.app)) this.used();
  }

  /** One thing that a user at work does. */
  abstract step(): void;

  /** What a user does before going away. */
  abstract leave(): void;

  protected isUp(app: Place): boolean {
    return this.account.status(app) === "InService";
  }

  protected startIfOver(app: Place): boolean {
    const status = this.account.status(app);
    const over = status === undefined || status === "Deleted" || status === "Failed";
    if (over) {
      const startingMs = this.chance.minutes(1, 10);
      this.account.start(app, startingMs);
      this.startBeacon(startingMs);
    }
    return over;
  }

  /** One beacon in fifty does not start, and one in twenty dies some time. */
  private startBeacon(afterMs: number): void {
    if (!this.hasBeacon || this.chance.happens(0.02)) return;
    this.account.startBeacon(this.app, afterMs);
    const beacon = this.account.beacon(this.app);
    if (beacon !== undefined && this.chance.happens(0.05)) {
      this.account.later(this.chance.minutes(30, 1_500), () => this.account.silence(this.app, beacon));
    }
  }

  /** Now and then a user switches the beacon off. */
  protected mayRemoveBeacon(): void {
    const beacon = this.account.beacon(this.app);
    if (beacon !== undefined && this.chance.happens(0.002)) this.account.silence(this.app, beacon);
  }

  protected get container(): Container {
    return this.account.container(this.app);
  }

  protected used(): void {
    this.account.truth.used(this.app, this.account.now);
  }

  /** Work that goes on without its user; `ended` is called if the app still lives then. */
  protected work(thing: object, program: Program, lastingMs: number, ended: () => void): void {
    const { account, app, container } = this;
    account.truth.begins(app, thing, account.now);
    container.begins(thing, program, account.now);
    account.later(lastingMs, () => {
      if (!account.truth.ends(app, thing, account.now)) return;
      container.ends(thing);
      ended();
    });
  }

  /** A job in the background, which no server shows, and whose end is nobody's activity. */
  protected runInBackground(): void {
    const { account, app, container } = this;
    const job = {};
    account.truth.begins(app, job, account.now, "in the background");
    container.begins(job, { name: "job.py" }, account.now);
    account.later(this.chance.minutes(30, 600), () => {
      account.truth.ends(app, job, account.now);
      container.ends(job);
    });
  }

  protected get justNow(): Moved {
    return { at: this.account.now };
  }
}

/** Twice the threshold: a longer time without a sweep counts as observed by none. */
const longestObserved = 2 * defaultPolicy.idleMs;

/** A process that prints: what shows it stays active (service-facts: Activity). */
const printing: Moved = { everySeconds: 60 };

/** Code Editor: nothing is known of it but when it was last active. */
export class EditorDesk extends Desk {
  step(): void {
    this.used();
    const server = this.account.server(this.app);
    if (server.activityMonitor !== printing) this.moved(server);
    if (this.chance.happens(0.1)) this.runLong();
    this.mayRemoveBeacon();
  }

  leave(): void {
    if (this.chance.happens(0.2)) this.runLong();
  }

  private moved(server: JupyterServerState): void {
    server.activityMonitor = this.justNow;
    this.container.idleFileAt = this.account.now;
  }

  /** Something that moves all the time, such as a build that prints. */
  private runLong(): void {
    const server = this.account.server(this.app);
    if (server.activityMonitor === printing) return;
    server.activityMonitor = printing;
    this.work({}, { name: "make", tty: "pts/1" }, this.chance.minutes(30, 400), () => this.moved(server));
  }
}

/** A space in which people work over ssh: its server shows nothing of it, unless their editor touches the activity file. */
export class RemoteDesk extends Desk {
  private readonly touches: boolean;

  constructor(account: Account, chance: Chance, app: Place, hasBeacon: boolean) {
    super(account, chance, app, hasBeacon);
    this.touches = chance.happens(0.3);
  }

  /** Whatever its Jupyter server does, ssh goes on. */
  override get usable(): boolean {
    return this.isUp(this.app);
  }

  step(): void {
    this.used();
    this.container.connectedSince ??= this.account.now;
    if (this.touches) {
      this.account.server(this.app).activityMonitor = this.justNow;
      this.container.idleFileAt = this.account.now;
    }
    if (this.chance.happens(0.1)) this.runInTmux();
    if (this.chance.happens(0.03)) this.runInBackground();
    this.mayRemoveBeacon();
  }

  /** The session ends; a program in tmux works on. */
  leave(): void {
    this.used();
    delete this.container.connectedSince;
    if (this.chance.happens(0.4)) this.runInTmux();
  }

  private runInTmux(): void {
    this.work({}, { name: "train.py", tty: "pts/2" }, this.chance.minutes(30, 900), () => {});
  }
}

/** States between which a kernel may hang. */
const hangs = ["starting", "restarting", "autorestarting", "terminating"] as const;

/** JupyterLab in a space, or an app of Studio Classic. */
export class NotebookDesk extends Desk {
  private readonly running = new WeakSet<SimulatedTerminal>();
  /** Kernels that died while they were busy, and report busy until somebody restarts them. */
  private readonly zombies = new WeakSet<SimulatedKernel>();

  step(): void {
    this.mayRemoveBeacon();
    if (!this.isClassic && this.chance.happens(0.03)) this.runInBackground();
    const action = this.chance.next();
    const ended = this.kernels.find((kernel) => kernel.state === "dead" || this.zombies.has(kernel));
    if (ended !== undefined && this.chance.happens(0.3)) return this.begin(ended);
    const kernels = this.kernels.filter(({ state }) => state === "idle");
    if (kernels.length === 0 || (action < 0.12 && kernels.length < 4)) return this.openNotebook();
    const kernel = this.chance.pick(kernels);
    if (action < 0.55) return this.run(kernel, this.chance.minutes(0.2, 4), false);
    if (action < 0.7) return this.run(kernel, this.chance.minutes(20, 300), this.chance.happens(0.6));
    if (action < 0.8) return this.close(kernel);
    if (action < 0.85) return this.begin(kernel);
    if (action < 0.88) return this.detach(kernel);
    if (action < (this.isClassic ? 0.9 : 0.98)) return this.useTerminal();
    if (action < 0.98) return this.run(kernel, this.chance.minutes(0.2, 4), false);
    // Started anew at once, under the same name: for the service an update of the old app (service-facts: States and lifetimes).
    this.account.stop(this.app);
  }

  leave(): void {
    const idle = this.kernels.filter(({ state }) => state === "idle");
    const how = this.chance.next();
    if (how < 0.3 && idle.length > 0) this.run(this.chance.pick(idle), this.chance.minutes(60, 720), this.chance.happens(0.7));
    else if (how < 0.55) this.closeAll();
  }

  /** Somebody opens a notebook in an app with nothing open, and closes it soon: only where no sweep looks, since it leaves no trace. */
  lookIn(): void {
    if (this.usable && !this.isWatched && this.kernels.length + this.terminals.length === 0) this.used();
  }

  private get kernels(): SimulatedKernel[] {
    return this.account.server(this.app).kernels.filter(({ appName }) => appName === undefined || appName === this.app.AppName);
  }

  private get terminals(): SimulatedTerminal[] {
    return this.account.server(this.app).terminals.filter(({ name }) => !this.isClassic || name.includes(this.terminalMark));
  }

  /** After a gap between sweeps nobody takes an app for empty all the while, so what was open alone may come and go in it. */
  private get isLastInGap(): boolean {
    const { now, sweptAt } = this.account;
    return !this.isWatched && now - sweptAt > longestObserved && this.kernels.length + this.terminals.length === 1;
  }

  /** A beacon looks all the time, so what comes and goes between its looks leaves no trace either. */
  private get isWatched(): boolean {
    return this.account.beacon(this.app)?.isDead === false;
  }

  private get isClassic(): boolean {
    return this.app.AppType === "KernelGateway";
  }

  /** An image terminal's name tells the image and the instance type of its app (service-facts: The Jupyter server). */
  private get terminalMark(): string {
    const { SageMakerImageArn, InstanceType } = this.app.ResourceSpec ?? {};
    return `${SageMakerImageArn}__${this.app.AppName}__${InstanceType}`;
  }

  private openNotebook(): void {
    const id = `${this.app.AppName}-${this.account.now}-${Math.floor(this.chance.next() * 1e9)}`;
    const kernel: SimulatedKernel = {
      id,
      name: "python3",
      state: "starting",
      activity: this.justNow,
      connections: 1,
      path: `${id}.ipynb`,
      ...(this.isClassic && { appName: this.app.AppName }),
    };
    this.account.server(this.app).kernels.push(kernel);
    this.begin(kernel);
  }

  /** A kernel starts, or starts again; one in two hundred hangs. */
  private begin(kernel: SimulatedKernel): void {
    this.used();
    this.zombies.delete(kernel);
    Object.assign(kernel, { state: this.chance.pick(hangs), activity: this.justNow });
    if (this.chance.happens(0.005)) return;
    this.account.later(this.chance.minutes(0.2, 2), () => {
      if (hangs.some((state) => state === kernel.state)) Object.assign(kernel, { state: "idle", activity: this.justNow });
    });
  }

  /**
   * A cell runs: silently, its kernel's last activity stands still. One in fifty ends with the death of its kernel, which every
   * other one of these does not show.
   */
  private run(kernel: SimulatedKernel, lastingMs: number, silent: boolean): void {
    Object.assign(kernel, { state: "busy", activity: silent ? this.justNow : { everySeconds: 20 } });
    const dies = this.chance.happens(0.02);
    const unseen = dies && this.chance.happens(0.5);
    this.work(kernel, { name: "python", kernel: true }, lastingMs, () => {
      const { now } = this.account;
      if (unseen) {
        this.zombies.add(kernel);
        kernel.activity = { at: lastMoved(kernel.activity, now) };
        return;
      }
      Object.assign(
        kernel,
        dies ? { state: "dead", activity: { at: lastMoved(kernel.activity, now) } } : { state: "idle", activity: { at: now } },
      );
    });
  }

  private closeAll(): void {
    for (const kernel of this.kernels) this.close(kernel);
    for (const terminal of this.terminals) this.closeTerminal(terminal);
  }

  /** What nobody but its user has seen stays open: opened and closed between two sweeps it would leave no trace. */
  private close(kernel: SimulatedKernel): void {
    if (kernel.state === "busy" || !(this.account.seen.has(kernel.id) || this.isLastInGap)) return;
    this.used();
    const server = this.account.server(this.app);
    server.kernels = server.kernels.filter((each) => each !== kernel);
  }

  /** The notebook is closed, its kernel is not. */
  private detach(kernel: SimulatedKernel): void {
    if (!this.account.seen.has(kernel.id) || kernel.path === undefined) return;
    this.used();
    delete kernel.path;
    kernel.connections = 0;
  }

  private useTerminal(): void {
    const { account } = this;
    const [terminal] = this.terminals;
    if (terminal === undefined) {
      this.used();
      const name = this.isClassic ? this.terminalMark : `${account.now}`;
      // Of one app of Classic every terminal has the same name: no sweep has seen this one.
      account.seen.delete(name);
      account.server(this.app).terminals.push({ name, ...(!this.isClassic && { activity: this.justNow }) });
      this.typed(name);
    } else if (this.chance.happens(0.4)) {
      this.closeTerminal(terminal);
    } else if (!this.running.has(terminal) && this.chance.happens(0.3)) {
      this.runInTerminal(terminal);
    } else if (!this.isClassic && !this.running.has(terminal)) {
      this.used();
      terminal.activity = this.justNow;
      this.typed(terminal.name);
    }
  }

  private typed(name: string): void {
    if (!this.isClassic) this.container.typedAt.set(`pts/${name}`, this.account.now);
  }

  /** A script runs, in every other case behind a closed tab: then nothing moves on the server (service-facts: Activity). */
  private runInTerminal(terminal: SimulatedTerminal): void {
    const shown = !this.isClassic && this.chance.happens(0.5);
    if (shown) terminal.activity = printing;
    this.running.add(terminal);
    this.typed(terminal.name);
    this.work(terminal, { name: "train.py", tty: `pts/${terminal.name}` }, this.chance.minutes(10, 300), () => {
      this.running.delete(terminal);
      if (shown) terminal.activity = this.justNow;
    });
  }

  private closeTerminal(terminal: SimulatedTerminal): void {
    if (this.running.has(terminal) || !this.account.seen.has(terminal.name)) return;
    this.used();
    const server = this.account.server(this.app);
    server.terminals = server.terminals.filter((each) => each !== terminal);
    this.container.typedAt.delete(`pts/${terminal.name}`);
  }
}

/** An app of Studio Classic, which the user's Jupyter server shows. */
export class ClassicDesk extends NotebookDesk {
  private readonly server: Place;

  constructor(account: Account, chance: Chance, app: Place) {
    super(account, chance, app);
    const { ResourceSpec: _, ...rest } = app;
    this.server = { ...rest, AppType: "JupyterServer", AppName: "default" };
  }

  override get usable(): boolean {
    return this.isUp(this.server) && super.usable;
  }

  override start(): void {
    this.startIfOver(this.server);
    super.start();
  }

  /** Now and then the server is stopped, and what runs in the apps goes on unseen. */
  override leave(): void {
    super.leave();
    if (this.chance.happens(0.05)) this.account.stop(this.server);
  }
}
