import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "../../src/core/app/app.ts";
import { commandList as commands } from "../../src/cli/commands/command-list.ts";
import type { WantedRole } from "../../src/cli/account-services.ts";
import { type Context, createContext } from "../../src/cli/context.ts";
import { StudioctlError, usageError } from "../../src/core/errors.ts";
import type { Parsed } from "../../src/cli/program.ts";
import { type Ended, runCommand } from "../../src/cli/run-command.ts";
import type { Access, Chain } from "../../src/ports/access.ts";
import type { Registry, SageMakerImages } from "../../src/ports/images.ts";
import type { InsideLook } from "../../src/ports/inside.ts";
import type { Lock } from "../../src/ports/sweeps.ts";
import type { Logs } from "../../src/ports/logs.ts";
import type { FileSystems } from "../../src/ports/file-systems.ts";
import type { LifecycleConfigs } from "../../src/ports/lifecycle-configs.ts";
import type { Network } from "../../src/ports/network.ts";
import type { Prices } from "../../src/ports/prices.ts";
import { silentProgress } from "../../src/ports/progress.ts";
import type { Prompter } from "../../src/ports/prompter.ts";
import type { Quotas } from "../../src/ports/quotas.ts";
import type { Roles } from "../../src/ports/roles.ts";
import type { Scheduling } from "../../src/ports/scheduler.ts";
import type { Shutdowns } from "../../src/ports/shutdowns.ts";
import type { OpenSsh } from "../../src/ports/ssh.ts";
import type { Studio } from "../../src/ports/studio.ts";
import { fakeAccess, fakeChain } from "../fakes/access.ts";
import { type FakeClock, fakeClock } from "../fakes/clock.ts";
import { fakeFileSystems } from "../fakes/file-systems.ts";
import { type FakeIoOptions, fakeIo } from "../fakes/io.ts";
import { type FakeVisits, fakeVisits } from "../fakes/visits.ts";
import { fakeInside } from "../fakes/inside.ts";
import { fakeImages } from "../fakes/images.ts";
import { fakeLifecycleConfigs } from "../fakes/lifecycle-configs.ts";
import { fakeLogs } from "../fakes/logs.ts";
import { fakeNetwork } from "../fakes/network.ts";
import { fakeProbe } from "../fakes/probe.ts";
import { fakeQuotas } from "../fakes/quotas.ts";
import { fakeRegistry } from "../fakes/registry.ts";
import { fakeRoles } from "../fakes/roles.ts";
import { fakeScheduling } from "../fakes/scheduler.ts";
import { fakeShutdowns } from "../fakes/shutdowns.ts";
import { fakeSsh } from "../fakes/ssh.ts";

export interface World extends FakeIoOptions {
  readonly studio: Studio;
  /** Whether neither the environment nor the profile names a Region. */
  readonly nowhere?: boolean;
  readonly servers?: Parameters<typeof fakeProbe>[1];
  /** Containers in which nothing is at work, unless told otherwise. */
  readonly inside?: InsideLook;
  readonly visits?: FakeVisits;
  /** Servers that shut down what they are asked to, unless told otherwise. */
  readonly shutdowns?: Shutdowns;
  readonly env?: Readonly<Record<string, string>>;
  /** What a person at a terminal answers. */
  readonly answers?: Partial<Prompter>;
  /** Told every address that a browser is to open. */
  readonly browse?: (url: string) => void;
  /** Two VPCs, unless told otherwise. */
  readonly network?: Network;
  /** No log group, unless told otherwise. */
  readonly logs?: Logs;
  /** None, unless told otherwise. */
  readonly images?: SageMakerImages;
  /** None, unless told otherwise. */
  readonly quotas?: Quotas;
  /** That of domain d-1, unless told otherwise. */
  readonly fileSystems?: FileSystems;
  /** An empty one, unless told otherwise. */
  readonly registry?: Registry;
  /** None, unless told otherwise. */
  readonly roles?: Roles;
  /** None, unless told otherwise. */
  readonly lifecycleConfigs?: LifecycleConfigs;
  /** Keys of the environment, unless told otherwise. */
  readonly chain?: Chain;
  /** All is reached and allowed, unless told otherwise. */
  readonly access?: Access;
  /** No schedules, unless told otherwise. */
  readonly scheduling?: Scheduling;
  /** One that does nothing, unless told otherwise. */
  readonly openSsh?: OpenSsh;
  /** What the shell finds wrong with any script. */
  readonly scriptFault?: string;
  /** Whether another process holds the lock of a sweep, or of which scopes it does. */
  readonly busy?: boolean | readonly string[];
  readonly signal?: AbortSignal;
  /** Other accounts by id, or why their role cannot be assumed. */
  readonly accounts?: Readonly<Record<string, Studio | StudioctlError>>;
  /** Told each role that is to be assumed. */
  readonly opening?: (wanted: WantedRole) => void;
}

export interface Ran extends Ended {
  readonly stdout: string;
  readonly stderr: string;
}

export const now = new Date("2026-03-02T12:00:00Z");
export const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);

/** A KernelGateway app of alice in d-1, unless told otherwise. */
export const gateway = (AppName: string, more: Partial<App> = {}): App => ({
  DomainId: "d-1",
  UserProfileName: "alice",
  AppType: "KernelGateway",
  AppName,
  Status: "InService",
  CreationTime: hoursAgo(10),
  ResourceSpec: { InstanceType: "ml.t3.medium" },
  ...more,
});

const prices: Prices = {
  asOf: "2026-01-01",
  hourlyUsd: (_region, type, instanceType) => (type === "JupyterServer" ? 0 : { "ml.t3.medium": 0.05 }[instanceType]),
};

/** Runs a command line inside this process, on fakes behind a context; words are separated by single spaces. */
export async function studioctl(line: string, world: World): Promise<Ran> {
  const io = fakeIo(world);
  const argv = line.split(" ");
  const { signal = new AbortController().signal } = world;
  const folder = await mkdtemp(join(tmpdir(), "studioctl-"));
  const env = { STUDIOCTL_STATE_HOME: folder, ...world.env };
  const open = ({ globals }: Parsed): Context => fakeContext(createContext({ globals, io, env, argv, signal }), world, fakeClock(now));
  try {
    return { ...(await runCommand(argv, { commandList: commands, version: "0.0.0", io, signal, open })), ...io.written };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const noRegion = (): Promise<never> => Promise.reject(usageError("no AWS Region given"));

/** Another run has held everything, or these scopes, for an hour. */
const busyLock = (real: Lock, busy: boolean | readonly string[]): Lock => ({
  acquire: async (scope, claim) =>
    busy === true || (busy !== false && busy.includes(scope))
      ? { held: false, holder: { since: hoursAgo(1), by: "process 4242 on build-1" } }
      : await real.acquire(scope, claim),
});

const nobody = (): Promise<never> => Promise.reject(new Error("nobody was to be asked"));

function fakeContext(real: Context, world: World, clock: FakeClock): Context {
  const {
    studio,
    servers = {},
    answers = {},
    browse = () => {},
    network = fakeNetwork(),
    fileSystems = fakeFileSystems(),
    logs = fakeLogs(),
    quotas = fakeQuotas(),
    images = fakeImages(),
    registry = fakeRegistry(),
    roles = fakeRoles(),
    lifecycleConfigs = fakeLifecycleConfigs(),
    chain = fakeChain(),
    access = fakeAccess(),
    scheduling = fakeScheduling(),
    openSsh = fakeSsh(),
    scriptFault,
    busy = false,
    inside = fakeInside(),
    visits = fakeVisits(),
    shutdowns = fakeShutdowns(),
  } = world;
  return {
    ...real,
    clock,
    studio: async (region) => (world.nowhere === true && region === undefined ? await noRegion() : studio),
    studioInFull: async () => studio,
    insideLook: async () => inside,
    visits: async () => visits,
    shutdowns: async () => shutdowns,
    activity: async () => ({ ...fakeProbe(clock, servers), close() {} }),
    identity: async () => ({ Account: "123456789012", Arn: "arn:aws:iam::123456789012:user/test" }),
    network: async () => network,
    fileSystems: async () => fileSystems,
    logs: async () => logs,
    quotas: async () => quotas,
    images: async () => images,
    registry: async () => registry,
    roles: async () => roles,
    lifecycleConfigs: async () => lifecycleConfigs,
    chain: async () => chain,
    scheduling: async () => scheduling,
    access: async () => access,
    nodeVersion: "24.1.0",
    openSsh: async () => openSsh,
    scriptChecker: async () => ({ syntaxFault: async () => scriptFault }),
    prices: async () => prices,
    currentPrices: async () => ({ ...prices, origins: [] }),
    prompter: async () => ({ confirm: nobody, input: nobody, select: nobody, search: nobody, searchSome: nobody, ...answers }),
    browser: async () => ({ open: async (url) => browse(url.reveal()) }),
    progress: async () => silentProgress,
    async sweepState(state) {
      const found = await real.sweepState(state);
      return { ...found, lock: busyLock(found.lock, busy) };
    },
    async openAccount(wanted) {
      const { accounts = {}, opening = () => {} } = world;
      opening(wanted);
      const found = accounts[wanted.AccountId];
      if (found === undefined || found instanceof StudioctlError)
        throw found ?? new Error(`account ${wanted.AccountId} was not to be opened`);
      const at = async (region?: string): Promise<Studio> => ({ ...found, region: region ?? found.region });
      return { ...this, studio: at, studioInFull: at };
    },
    sandbox: () => Promise.reject(new Error("the sandbox was not to be opened")),
  };
}
