import type { Access, Chain } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { SageMakerImages } from "../ports/images.ts";
import type { LifecycleConfigs } from "../ports/lifecycle-configs.ts";
import type { Logs } from "../ports/logs.ts";
import type { FileSystems } from "../ports/file-systems.ts";
import type { Network } from "../ports/network.ts";
import type { Quotas } from "../ports/quotas.ts";
import type { Registry } from "../ports/registry.ts";
import type { Roles } from "../ports/roles.ts";
import type { Identity, Studio } from "../ports/studio.ts";
import type { Trace } from "../ports/trace.ts";
import type { LeftOut } from "../aws/call.ts";
import type { Clients, RegionalClient } from "../aws/clients.ts";
import type { ConnectionOptions } from "../aws/connection.ts";
import { once, onceEach } from "./once.ts";

/** The ports of AWS, each made when first asked for. A Region that is absent is the invocation's. */
export interface Services {
  studio(region?: string): Promise<Studio>;
  /** The same, whose lists fail over an item that cannot be read: for what concludes from something's absence. */
  studioInFull(region?: string): Promise<Studio>;
  images(region?: string): Promise<SageMakerImages>;
  lifecycleConfigs(region?: string): Promise<LifecycleConfigs>;
  /** Asked for in a Region; absent: the first of those named. */
  identity(region?: string): Promise<Identity>;
  logs(region?: string): Promise<Logs>;
  network(region?: string): Promise<Network>;
  fileSystems(region?: string): Promise<FileSystems>;
  quotas(region?: string): Promise<Quotas>;
  /** The container registry of the account. */
  registry(region?: string): Promise<Registry>;
  /** Of the account: they are the same in all its Regions. */
  roles(): Promise<Roles>;
  /** Where the Region and the credentials come from. */
  chain(): Promise<Chain>;
  access(region?: string): Promise<Access>;
}

export interface Connections {
  readonly clients: Clients;
  readonly options: ConnectionOptions;
}

/** How an invocation reaches AWS. */
interface Reach {
  readonly connections: () => Promise<Connections>;
  /** The same for what sends nothing, and rejects later with what `checked` rejects with. */
  readonly unchecked: () => Promise<Connections>;
  readonly checked: () => Promise<void>;
  /** The one Region of the invocation; undefined: that of the SDK's own chain. Throws where several are named. */
  readonly theRegion: () => string | undefined;
  /** The first of the Regions named, for what is the same in all. */
  readonly anyRegion: () => string | undefined;
  /** The machine's own time. */
  readonly clock: Pick<Clock, "now">;
  readonly signal: AbortSignal;
  readonly trace: Trace;
  /** A client whose sockets close with the rest. */
  readonly opened: <T extends { destroy(): void }>(client: T) => T;
  /** Told of an item that a list is without. */
  readonly leftOut: LeftOut;
}

export function createServices({
  connections,
  unchecked,
  checked,
  theRegion,
  anyRegion,
  clock,
  signal,
  trace,
  opened,
  leftOut,
}: Reach): Services {
  /** Something of one Region, where it is known which that is. */
  const regional = <T>(make: (place: RegionalClient & Connections) => Promise<T>, absent = theRegion) =>
    onceEach(async (region = absent()) => {
      const reached = await connections();
      return await make({ ...reached, ...(await reached.clients.sageMaker(region)) });
    });

  const identity = regional(async ({ options, region }) => {
    const { callerIdentity, stsClient } = await import("../aws/identity.ts");
    return await callerIdentity(opened(stsClient(options, region)), region, signal, trace);
  }, anyRegion);

  const roles = regional(async ({ options, region }) => {
    const { createRoles, iamClient } = await import("../aws/roles.ts");
    return createRoles(opened(iamClient(options, region)), signal, trace, leftOut);
  }, anyRegion);

  return {
    studio: regional(async ({ client, region }) => (await import("../aws/studio.ts")).createStudio(client, region, signal, trace, leftOut)),
    studioInFull: regional(async ({ client, region }) => (await import("../aws/studio.ts")).createStudio(client, region, signal, trace)),
    images: regional(async ({ client, region }) =>
      (await import("../aws/images.ts")).createSageMakerImages(client, region, signal, trace, leftOut),
    ),
    lifecycleConfigs: regional(async ({ client, region }) =>
      (await import("../aws/lifecycle-configs.ts")).createLifecycleConfigs(client, region, signal, trace, leftOut),
    ),
    identity,
    logs: regional(async ({ options, region }) => {
      const { createLogs, logsClient } = await import("../aws/logs.ts");
      return createLogs(opened(logsClient(options, region)), region, signal, trace, leftOut);
    }),
    network: regional(async ({ options, region }) => {
      const { createNetwork, ec2Client } = await import("../aws/network.ts");
      return createNetwork(opened(ec2Client(options, region)), region, signal, trace, leftOut);
    }),
    fileSystems: regional(async ({ options, region }) => {
      const { createFileSystems, efsClient } = await import("../aws/file-systems.ts");
      return createFileSystems(opened(efsClient(options, region)), region, signal, trace, leftOut);
    }),
    quotas: regional(async ({ options, region }) => {
      const { createQuotas, serviceQuotasClient } = await import("../aws/quotas.ts");
      return createQuotas(opened(serviceQuotasClient(options, region)), region, signal, trace, leftOut);
    }),
    registry: regional(async ({ options, region }) => {
      const { createRegistry, ecrClient } = await import("../aws/registry.ts");
      return createRegistry(opened(ecrClient(options, region)), region, signal, trace, leftOut, options.agents);
    }),
    roles: once(() => roles()),
    chain: once(async () => {
      const { createChain } = await import("../aws/chain.ts");
      const region = anyRegion();
      return createChain({ ...(await unchecked()).options, ...(region !== undefined && { region }) }, checked);
    }),
    access: regional(async ({ clients, options, region }) =>
      (await import("../aws/access.ts")).createAccess({ clients, options, clock, signal, trace, opened }, region),
    ),
  };
}
