import { type App, ownerLabel, ownerOf } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { Domain } from "../../core/domain/domain.ts";
import { type DomainUpdate, domainUpdate } from "../../core/domain/change.ts";
import type { DomainSettingsRequest } from "../../core/domain/setup.ts";
import { StudioctlError } from "../../core/errors.ts";
import { mostTags } from "../../core/tags.ts";
import { namesText } from "../../core/suggest.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Network } from "../../ports/network.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Roles } from "../../ports/roles.ts";
import type { Apps, Domains, Tags } from "../../ports/studio.ts";
import { type Waiting, changeWhenStable, untilStable } from "../waiters.ts";
import { writeTagsLast } from "../tags-last.ts";
import { type Unknown, checkNetwork, checkRole, wayOut } from "./checks.ts";
import { watchedDomain } from "./create.ts";
import { describeDomain } from "./describe.ts";

type Studio = Domains & Pick<Apps, "listApps"> & Pick<Tags, "listTags" | "addTags">;

export interface DomainUpdatePlan extends DomainUpdate {
  readonly domain: Domain;
  readonly request: DomainSettingsRequest;
  readonly unknown: Unknown;
  /** Problems that will prevent apps from starting. */
  readonly warnings: readonly string[];
}

/**
 * Reads a domain and decides what a request changes in it; writes nothing. Rejects with `not-found`, `invalid` (subnets or a
 * role that do not fit), `limit-exceeded` (tags), or `in-use`, naming the apps that have to stop first.
 */
export async function planDomainUpdate(
  ports: { readonly studio: Studio; readonly network: () => Promise<Network>; readonly roles: () => Promise<Roles> },
  DomainId: string,
  request: DomainSettingsRequest,
): Promise<DomainUpdatePlan> {
  const domain = await describeDomain(ports, DomainId);
  const update = await decide(ports.studio, domain, request);
  const { change } = update;
  const role = change.DefaultUserSettings?.ExecutionRole;
  const [network, trusted] = await Promise.all([
    change.SubnetIds === undefined && change.DefaultUserSettings?.SecurityGroups === undefined
      ? []
      : checkNetwork({ network: await ports.network() }, { ...request, vpc: domain.VpcId ?? "" }),
    role === undefined ? [] : checkRole({ roles: await ports.roles() }, role),
  ]);
  const { warnings, unknown } = await waysOf(ports, domain, change);
  return { ...update, domain, request, unknown: [...network, ...trusted, ...unknown], warnings };
}

/** Checked if a domain becomes VpcOnly, or is VpcOnly and gets other subnets. */
async function waysOf(
  ports: { readonly network: () => Promise<Network> },
  { AppNetworkAccessType: present, VpcId, SubnetIds = [] }: Domain,
  change: DomainUpdate["change"],
): ReturnType<typeof wayOut> {
  const isVpcOnly = (change.AppNetworkAccessType ?? present) === "VpcOnly";
  const isConcerned = change.AppNetworkAccessType !== undefined || change.SubnetIds !== undefined;
  if (!isVpcOnly || !isConcerned || VpcId === undefined) return { warnings: [], unknown: [] };
  return await wayOut({ network: await ports.network() }, VpcId, change.SubnetIds ?? SubnetIds);
}

async function decide(studio: Studio, domain: Domain, request: DomainSettingsRequest): Promise<DomainUpdate> {
  const tags = request.tags.length === 0 ? [] : await studio.listTags(domain.DomainArn);
  const update = domainUpdate(domain, tags, request);
  const added = update.tags.filter(({ Key }) => !tags.some((tag) => tag.Key === Key));
  if (tags.length + added.length > mostTags) {
    throw new StudioctlError("limit-exceeded", `domain ${domain.DomainId} cannot have ${tags.length + added.length} tags`, {
      why: `it has ${tags.length}, and a resource has at most ${mostTags}`,
    });
  }
  if (update.needsStop.length > 0) await refuseWhileAppsRun(studio, domain, update.needsStop);
  return update;
}

/** Statuses of an app that block such a change (SageMaker API: UpdateDomain). */
const inTheWay: ReadonlySet<string> = new Set(["InService", "Pending", "Deleting"]);

async function refuseWhileAppsRun(studio: Studio, { DomainId }: Domain, needsStop: readonly string[]): Promise<void> {
  const apps = (await collect(studio.listApps({ DomainId }))).filter(({ Status }) => inTheWay.has(Status));
  if (apps.length === 0) return;
  throw new StudioctlError(
    "in-use",
    `domain ${DomainId} cannot change ${needsStop.join(", nor ")}: ${apps.length === 1 ? "an app is" : `${apps.length} apps are`} in the way`,
    {
      why: namesText(apps.map(described).toSorted()),
      fix: `stop them first: studioctl app stop --all --domain ${DomainId}`,
    },
  );
}

function described(app: App): string {
  const name = `${ownerLabel(ownerOf(app))}/${app.AppType}/${app.AppName}`;
  return app.Status === "InService" ? name : `${name} (${app.Status})`;
}

/**
 * Writes a plan: waits until no other change is under way, reads and decides again, writes, and waits until the change is complete.
 * Resolves to what was changed. Rejects with `failed` and the service's reason, `in-use`, `timeout`.
 */
export async function applyDomainUpdate(
  ports: { readonly studio: Studio; readonly clock: Clock; readonly progress: Progress },
  { domain, request }: DomainUpdatePlan,
  waiting: Waiting | undefined,
): Promise<DomainUpdate & { readonly domain: Domain }> {
  const { studio } = ports;
  const watched = watchedDomain(ports, domain.DomainId);
  const update = await changeWhenStable(ports, watched, waiting, async (present) => {
    const decided = await decide(studio, present, request);
    if (Object.keys(decided.change).length > 0) await studio.updateDomain(present.DomainId, decided.change);
    return decided;
  });
  const after = waiting === undefined ? await watched.read() : await untilStable(ports, watched, waiting);
  await writeTagsLast(studio, { arn: domain.DomainArn, what: watched.what, ...update });
  return { ...update, domain: after };
}
