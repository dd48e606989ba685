import type { Activity as Moved, JupyterServerState } from "../../src/sandbox/jupyter-state.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";
import { type App, type AppKey, type AppStatus, ownerOf } from "../../src/core/app/app.ts";
import { caller } from "../../src/sandbox/home.ts";
import type { Operation } from "../../src/sandbox/operation.ts";
import { appRecordKey, ownerKey } from "../../src/sandbox/services/sagemaker/names.ts";
import { currentRecord, currentState } from "../../src/sandbox/services/sagemaker/transitions.ts";
import { createRoleSessions } from "../../src/sandbox/services/sts/sessions.ts";
import { createApp, deleteApp } from "../../src/sandbox/services/sagemaker/app.ts";
import type { Seed } from "../../src/sandbox/seed-document.ts";
import { seedState } from "../../src/sandbox/seed.ts";
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
  readonly domainId: string;
  readonly #state: SandboxState;
  readonly #events: { at: number; readonly happen: () => void }[] = [];
  /** Kernels and terminals that a sweep has seen, by id and name. */
  readonly seen = new Set<string>();
  /** Calls that are denied to the sweep at present. */
  readonly denied = new Set<DeniedCall>();
  /** When the last sweep began. */
  sweptAt: number;

  constructor(seed: Seed, start: number, idleMs: number) {
    this.now = start;
    this.sweptAt = start;
    this.truth = new Truth(idleMs);
    this.#state = seedState(seed, start);
    const [domainId = ""] = Object.keys(this.#state.sagemaker.domains);
    this.domainId = domainId;
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

  /** Somebody starts an app, which takes some minutes. */
  start(app: AppKey & Pick<App, "ResourceSpec">, startingMs: number): void {
    this.#state.settings.transitionSeconds.appStart = startingMs / 1_000;
    this.ask(createApp, app);
  }

  /** Somebody stops an app of their own. */
  stop(app: AppKey): void {
    this.delete(app);
    this.truth.over(app, this.now);
  }

  /** With an app of Studio Classic its image terminals go too. Throws ServiceError. */
  delete(app: AppKey): void {
    this.ask(deleteApp, app);
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
