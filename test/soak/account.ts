import type { Activity as Moved, JupyterServerState } from "../../src/sandbox/jupyter-state.ts";
import type { InsideReading } from "../../src/core/inside/reading.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";
import { type App, type AppKey, appReference, type AppStatus, ownerOf } from "../../src/core/app/app.ts";
import { caller } from "../../src/sandbox/home.ts";
import type { Operation } from "../../src/sandbox/operation.ts";
import { appArn, appRecordKey, ownerKey } from "../../src/sandbox/services/sagemaker/names.ts";
import { currentRecord, currentState } from "../../src/sandbox/services/sagemaker/transitions.ts";
import { createRoleSessions } from "../../src/sandbox/services/sts/sessions.ts";
import { createApp, deleteApp } from "../../src/sandbox/services/sagemaker/app.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
import { beaconTag } from "../../src/core/inside/beacon.ts";
import { addTags } from "../../src/sandbox/services/sagemaker/tags.ts";
import { SimulatedBeacon } from "./beacon.ts";
import { Container } from "./container.ts";
import { Truth } from "./truth.ts";

export type { Moved };

/** What the credentials of a sweep may lack for a while. */
export type DeniedCall = "listSpaces" | "describeDomain" | "describeApp" | "listTags" | "createPresignedDomainUrl" | "deleteApp";

const neverSigned = (): string => "";

const roleSessions = createRoleSessions();

/** The sandbox's state and operations without its wire, on a clock that moves from one event to the next. */
export class Account {
  now: number;
  readonly truth: Truth;
  /** The ids of its domains, in the order of the seed. */
  readonly domainIds: readonly string[];
  readonly #containers = new Map<string, Container>();
  readonly #beacons = new Map<string, SimulatedBeacon>();
  /** Whether a beacon reports on the present run of an app, or did on the last. */
  readonly #reports = new Map<string, boolean>();
  readonly #state: SandboxState;
  readonly #events: { at: number; readonly happen: () => void }[] = [];
  /** Kernels and terminals that a sweep has seen, by id and name. */
  readonly seen = new Set<string>();
  /** Calls that are denied to the sweep at present. */
  readonly denied = new Set<DeniedCall>();
  /** When the last sweep began. */
  sweptAt: number;

  constructor(seed: Seed, start: number, idleMs: number, groupOf: (app: string, isReported: boolean) => string) {
    this.now = start;
    this.sweptAt = start;
    this.truth = new Truth(idleMs, (app) => groupOf(app, this.#reports.get(app) === true));
    this.#state = seedState(seed, start);
    this.domainIds = Object.keys(this.#state.sagemaker.domains);
  }

  /** The state as it is now. */
  state(): SandboxState {
    this.#state.sagemaker = currentState(this.#state.sagemaker, this.now);
    return this.#state;
  }

  /** What the service answers; throws ServiceError. */
  ask<Input>(operation: Operation<Input>, input: Input): object {
    const state = this.state();
    const shared = { wholeState: state, caller, roleSessions };
    return operation(input, { state, ...shared, now: this.now, presign: neverSigned, presignLayer: neverSigned }) ?? {};
  }

  status(app: AppKey): AppStatus | undefined {
    const record = this.#state.sagemaker.apps[appRecordKey(app)];
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the sandbox gives apps no other status
    return record && (currentRecord(record, this.now)?.Status as AppStatus | undefined);
  }

  /** The server of an app's owner, whether or not it runs. */
  server(app: AppKey): JupyterServerState {
    return (this.#state.jupyter.servers[ownerKey(app.DomainId, ownerOf(app))] ??= { mode: "up", kernels: [], terminals: [] });
  }

  /** What runs in an app, since it was started. */
  container(app: AppKey): Container {
    const name = appReference(app);
    const known = this.#containers.get(name);
    if (known !== undefined) return known;
    const container = new Container(this.now);
    this.#containers.set(name, container);
    return container;
  }

  /** What the probe would print in an app now. */
  read(app: AppKey): InsideReading {
    return this.container(app).reading(this.now, app.AppType === "JupyterLab" ? this.server(app) : undefined);
  }

  /** Whether a sweep sees somebody in an app by itself: not in an SSO domain, nor over ssh unless it looks inside. */
  showsUse({ DomainId, SpaceName }: AppKey, looksInside: boolean): boolean {
    const isServerRead = this.#state.sagemaker.domains[DomainId]?.AuthMode === "IAM";
    return isServerRead && (looksInside || SpaceName !== "remote");
  }

  /** The beacon of an app, if one runs in it. */
  beacon(app: AppKey): SimulatedBeacon | undefined {
    return this.#beacons.get(appReference(app));
  }

  /** Starts a beacon in an app that is being started; it ends with the app. */
  startBeacon(app: AppKey, afterMs: number): void {
    const name = appReference(app);
    const beacon = new SimulatedBeacon({ read: () => this.read(app), publish: (value) => this.report(app, value) });
    this.#beacons.set(name, beacon);
    this.#reports.set(name, true);
    const look = (): void => {
      if (this.#beacons.get(name) !== beacon || beacon.isDead) return;
      if (this.status(app) === "InService") {
        for (const { id } of this.server(app).kernels) this.seen.add(id);
        for (const terminal of this.server(app).terminals) this.seen.add(terminal.name);
        beacon.look(this.now);
      }
      this.later(SimulatedBeacon.everyMs, look);
    };
    this.later(afterMs, look);
  }

  /** The beacon of an app falls silent: its last report stays. */
  silence(app: AppKey, beacon: SimulatedBeacon): void {
    beacon.isDead = true;
    if (this.beacon(app) === beacon) this.#reports.set(appReference(app), false);
  }

  /** Writes the tag of an app, as its beacon or another container does. */
  report(app: AppKey, Value: string): void {
    this.ask(addTags, { ResourceArn: appArn(app), Tags: [{ Key: beaconTag, Value }] });
  }

  /** Somebody starts an app, which takes some minutes. */
  start(app: AppKey & Pick<App, "ResourceSpec">, startingMs: number): void {
    this.#reports.delete(appReference(app));
    this.#state.settings.transitionSeconds.appStart = startingMs / 1_000;
    this.ask(createApp, app);
  }

  /** Somebody stops an app of their own. */
  stop(app: AppKey): void {
    this.delete(app);
    this.truth.over(app, this.now);
  }

  /** What ran in the app ends with it. With an app of Studio Classic its image terminals go too. Throws ServiceError. */
  delete(app: AppKey): void {
    this.ask(deleteApp, app);
    this.#containers.delete(appReference(app));
    this.#beacons.delete(appReference(app));
    const server = this.server(app);
    server.terminals = server.terminals.filter(({ name }) => !name.includes(`__${app.AppName}__`));
  }

  later(milliseconds: number, happen: () => void): void {
    this.#events.push({ at: this.now + milliseconds, happen });
  }

  /** Lets time pass, and happen what happens in it. */
  advanceTo(end: number): void {
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.now = next.at;
      next.happen();
    }
    this.now = end;
  }

  #next(end: number): { readonly at: number; readonly happen: () => void } | undefined {
    let first = -1;
    for (const [place, { at }] of this.#events.entries()) {
      if (at <= end && at < (this.#events[first]?.at ?? Infinity)) first = place;
    }
    return first === -1 ? undefined : this.#events.splice(first, 1)[0];
  }
}
