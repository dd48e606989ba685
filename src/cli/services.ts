import type { Access, Chain } from "../ports/access.ts";
import type { Clock } from "../ports/clock.ts";
import type { Registry, SageMakerImages } from "../ports/images.ts";
import type { LifecycleConfigs } from "../ports/lifecycle-configs.ts";
import type { Logs } from "../ports/logs.ts";
import type { FileSystems } from "../ports/file-systems.ts";
import type { Organization } from "../ports/organization.ts";
import type { Network } from "../ports/network.ts";
import type { Quotas } from "../ports/quotas.ts";
import type { RemoteSessions } from "../ports/remote-sessions.ts";
import type { Roles } from "../ports/roles.ts";
import type { Identity, Studio } from "../ports/studio.ts";
import type { AwsSession, AwsSessions } from "../aws/session.ts";
import { withOneDomainList } from "./one-domain-list.ts";
import { once, onceEach } from "./once.ts";

/** The ports of AWS, each made when first asked for. A Region that is absent is the invocation's. */
export interface Services {
  studio(region?: string): Promise<Studio>;
  /** The same, whose lists fail because of an unreadable item: for conclusions from the absence of an item. */
  studioInFull(region?: string): Promise<Studio>;
  images(region?: string): Promise<SageMakerImages>;
  lifecycleConfigs(region?: string): Promise<LifecycleConfigs>;
  /** Calls go to this Region; absent: the first of the given ones. */
  identity(region?: string): Promise<Identity>;
  logs(region?: string): Promise<Logs>;
  network(region?: string): Promise<Network>;
  fileSystems(region?: string): Promise<FileSystems>;
  quotas(region?: string): Promise<Quotas>;
  /** The container registry of the account. */
  registry(region?: string): Promise<Registry>;
  /** Sessions with the containers of spaces. */
  remoteSessions(region?: string): Promise<RemoteSessions>;
  /** They belong to the account, in all its Regions. */
  roles(): Promise<Roles>;
  /** Where the Region and the credentials come from. */
  chain(): Promise<Chain>;
  access(region?: string): Promise<Access>;
  /** The organization that the account belongs to. */
  organization(): Promise<Organization>;
}

/** How an invocation reaches AWS. */
interface Connection {
  readonly sessions: () => Promise<AwsSessions>;
  /** The same for users that send nothing at first; it rejects later as `checked` does. */
  readonly unchecked: () => Promise<AwsSessions>;
  readonly checked: () => Promise<void>;
  /** The one Region of the invocation; undefined: that of the SDK's own chain. Throws if several are named. */
  readonly theRegion: () => string | undefined;
  /** The first of the given Regions, for data that is the same in all. */
  readonly anyRegion: () => string | undefined;
  /** The machine's own time. */
  readonly clock: Pick<Clock, "now" | "sleep">;
}

export function createServices({ sessions, unchecked, checked, theRegion, anyRegion, clock }: Connection): Services {
  /** Something of one Region. */
  const regional = <T>(make: (session: AwsSession) => Promise<T>, absent = theRegion) =>
    onceEach(async (region = absent()) => await make(await (await sessions()).in(region)));

  const organization = regional(async (session) => (await import("../aws/organization.ts")).createOrganization(session), anyRegion);
  const roles = regional(async (session) => (await import("../aws/roles.ts")).createRoles(session), anyRegion);

  return {
    studio: regional(async (session) => withOneDomainList((await import("../aws/studio.ts")).createStudio(session), clock)),
    studioInFull: regional(async (session) => (await import("../aws/studio.ts")).createStudio(session.inFull())),
    images: regional(async (session) => (await import("../aws/images.ts")).createSageMakerImages(session)),
    lifecycleConfigs: regional(async (session) => (await import("../aws/lifecycle-configs.ts")).createLifecycleConfigs(session)),
    identity: regional(async (session) => await (await import("../aws/access.ts")).callerIdentity(session), anyRegion),
    logs: regional(async (session) => (await import("../aws/logs.ts")).createLogs(session)),
    network: regional(async (session) => (await import("../aws/network.ts")).createNetwork(session)),
    fileSystems: regional(async (session) => (await import("../aws/file-systems.ts")).createFileSystems(session)),
    quotas: regional(async (session) => (await import("../aws/quotas.ts")).createQuotas(session)),
    registry: regional(async (session) => (await import("../aws/registry.ts")).createRegistry(session)),
    remoteSessions: regional(async (session) => (await import("../aws/remote-sessions.ts")).createRemoteSessions(session, clock)),
    roles: () => roles(),
    chain: once(async () => {
      const { createChain } = await import("../aws/chain.ts");
      const region = anyRegion();
      return createChain({ ...(await unchecked()).options, ...(region !== undefined && { region }) }, checked);
    }),
    organization: () => organization(),
    access: regional(async (session) => (await import("../aws/access.ts")).createAccess(session, clock)),
  };
}
