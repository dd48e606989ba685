import { type Observation, unseen } from "../../src/core/idle/facts.ts";
import { type App, type AppDetail, appKey, ownerLabel } from "../../src/core/app/app.ts";
import type { ActivitySource, Domain, SpaceSummary, UserProfileSummary } from "../../src/core/domain/domain.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import { readActivity } from "../../src/jupyter/read.ts";
import type { SweepRegion } from "../../src/operations/sweep/region.ts";
import { documentAt } from "../../src/sandbox/jupyter/documents.ts";
import { viewServer } from "../../src/sandbox/jupyter/server-view.ts";
import { ServiceError } from "../../src/sandbox/protocol/service-error.ts";
import type { Operation } from "../../src/sandbox/operation.ts";
import { describeApp, listApps } from "../../src/sandbox/services/sagemaker/app.ts";
import { describeDomain } from "../../src/sandbox/services/sagemaker/domain.ts";
import { listSpaces } from "../../src/sandbox/services/sagemaker/space.ts";
import { listUserProfiles } from "../../src/sandbox/services/sagemaker/user-profile.ts";
import { listTags } from "../../src/sandbox/services/sagemaker/tags.ts";
import type { Account, DeniedCall } from "./account.ts";
import type { Chance } from "./chance.ts";

/** One call in so many fails, as if throttled once too often. */
const failing = 1 / 400;

/** One look in so many fails. */
const failingLooks = 1 / 50;

// What the sandbox answers has the service's members.
/* oxlint-disable typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters */

/** An account as a sweep reaches it: the simulator's answers, read as those of the service are. */
export function regionOf(account: Account, chance: Chance, looksInside: boolean): SweepRegion {
  return {
    scope: "soak",
    studio: {
      region: "us-east-1",
      async *listApps() {
        yield* ask<{ Apps: App[] }>(listApps, { MaxResults: 100 }).Apps.map(withDates);
      },
      async *listUserProfiles() {
        yield* ask<{ UserProfiles: UserProfileSummary[] }>(listUserProfiles, { MaxResults: 100 }).UserProfiles;
      },
      async *listSpaces() {
        permit("listSpaces");
        yield* ask<{ Spaces: SpaceSummary[] }>(listSpaces, { MaxResults: 100 }).Spaces;
      },
      async describeDomain(DomainId) {
        permit("describeDomain");
        return ask<Domain>(describeDomain, { DomainId });
      },
      async describeApp(key) {
        permit("describeApp");
        return withDates(ask<AppDetail>(describeApp, appKey(key)));
      },
      async listTags(ResourceArn) {
        permit("listTags");
        return ask<{ Tags: [] }>(listTags, { ResourceArn }).Tags;
      },
      async deleteApp(key) {
        permit("deleteApp");
        const lookedAt = account.showsUse(key, looksInside) ? undefined : account.beacon(key)?.lookedAt;
        translated(() => account.delete(key));
        account.truth.stoppedBySweep(key, account.now, lookedAt);
      },
    },
    shutdowns: { open: () => Promise.reject(new Error("no kernel is shut down")) },
    visits: { since: async () => [] },
    probe: {
      async observe(source) {
        try {
          permit("createPresignedDomainUrl");
        } catch (error) {
          return unseen(error, "no presigned URL");
        }
        return await observe(account, source);
      },
    },
    inside: {
      async look({ key }) {
        if (account.denied.has("createPresignedDomainUrl")) return { seen: false, why: "no presigned URL", ours: true };
        if (chance.happens(failingLooks)) return { seen: false, why: "no terminal could be opened" };
        const { DomainId, owner } = key;
        const app = { DomainId, ...owner, AppType: "JupyterLab", AppName: "default" } as const;
        const server = account.server(app);
        if (server.mode !== "up") return { seen: false, why: `its server is ${server.mode}` };
        const container = account.container(app);
        return { seen: true, first: container.reading(account.now - 3_000, server), second: container.reading(account.now, server) };
      },
    },
  };

  function permit(call: DeniedCall): void {
    if (account.denied.has(call)) throw new StudioctlError("denied", `not allowed to ${call}`);
  }

  function ask<Answer>(operation: Operation<never>, input: object): Answer {
    return translated(() => account.ask(operation, input as never) as Answer);
  }

  function translated<T>(call: () => T): T {
    if (chance.happens(failing)) throw new StudioctlError("throttled", "the service does not keep up");
    try {
      return call();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const over = error.code === "ResourceNotFound" || /already been deleted|previously failed/.test(error.message);
      throw new StudioctlError(over ? "not-found" : "in-use", error.message);
    }
  }
}

const times: ReadonlySet<string> = new Set(["CreationTime", "LastUserActivityTimestamp", "LastHealthCheckTimestamp"]);

/** The simulator keeps times as numbers. */
function withDates<T extends App>(app: T): T {
  return Object.fromEntries(Object.entries(app).map(([name, value]) => [name, times.has(name) ? new Date(Number(value)) : value])) as T;
}

async function observe(account: Account, { DomainId, owner, AppType }: ActivitySource): Promise<Observation> {
  if (AppType === "Canvas") throw new RangeError("nobody uses Canvas here");
  const state = account.state();
  const request = {
    DomainId,
    UserProfileName: ownerLabel(owner),
    ...("SpaceName" in owner && owner),
    expiresInSeconds: 60,
    sessionSeconds: 1800,
  };
  const view = viewServer(state, request, AppType, account.now);
  const { mode } = view.server;
  if (mode !== "up" || view.running === undefined) return { seen: false, why: `its server is ${mode}` };
  const readJson = async (path: string): Promise<unknown> => documentAt(path, AppType, view, 0);
  const activity = await readActivity({ readJson }, AppType, neverAborted, neverLate);
  for (const { id } of activity.kernels) account.seen.add(id);
  for (const { name } of activity.terminals) account.seen.add(name);
  return { seen: true, activity: { observedAt: new Date(account.now), ...activity } };
}

const neverAborted = new AbortController().signal;
const neverLate = { sleep: () => new Promise<void>(() => {}) };
