import { collect } from "../../core/collections.ts";
import type { Domain, DomainSummary, NewDomain } from "../../core/domain/domain.ts";
import { type NewDomainRequest, newDomain } from "../../core/domain/setup.ts";
import { StudioctlError } from "../../core/errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Network } from "../../ports/network.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Roles } from "../../ports/roles.ts";
import type { Domains } from "../../ports/studio.ts";
import { type Waiting, type Watched, untilVisible, remedy, untilStable } from "../waiters.ts";
import { type Unknown, checkNetwork, checkRole, wayOut } from "./checks.ts";

export interface DomainPlan {
  readonly request: NewDomain;
  readonly unknown: Unknown;
  /** Problems that will prevent apps from starting. */
  readonly warnings: readonly string[];
}

/**
 * Checks everything that a new domain needs, and changes nothing. Rejects with `in-use` where the name is taken, `not-found`
 * or `invalid` where VPC, subnets, security groups or role are not there or do not fit.
 */
export async function planDomain(
  ports: { readonly studio: Domains; readonly network: Network; readonly roles: Roles },
  request: NewDomainRequest,
): Promise<DomainPlan> {
  refuseTakenName(await collect(ports.studio.listDomains()), request.name);
  const [network, role] = await Promise.all([checkNetwork(ports, request), checkRole(ports, request.executionRole)]);
  const { warnings, unknown } =
    request.network === "vpc-only" ? await wayOut(ports, request.vpc, request.subnets) : { warnings: [], unknown: [] };
  return { request: newDomain(request), unknown: [...network, ...role, ...unknown], warnings };
}

/** The service does not require unique names; a second domain of the same name is refused because the two could not be distinguished. */
export function refuseTakenName(domains: readonly DomainSummary[], name: string): void {
  const taken = domains.find(({ DomainName }) => DomainName === name);
  if (taken === undefined) return;
  throw new StudioctlError("in-use", `a domain "${name}" exists already`, {
    why: `${taken.DomainId} is ${taken.Status}`,
    fix:
      taken.Status === "Failed"
        ? `give another --name, or delete the one that failed: studioctl domain delete ${taken.DomainId}`
        : "give another --name",
  });
}

interface ApplyPorts {
  readonly studio: Domains;
  readonly clock: Clock;
  readonly progress: Progress;
}

/**
 * Creates a domain, and waits until it is InService if requested. Rejects with `failed` and the service's reason, or `timeout`.
 */
export async function createDomain(ports: ApplyPorts, request: NewDomain, waiting: Waiting | undefined): Promise<Domain> {
  const DomainId = await ports.studio.createDomain(request);
  const domain = watchedDomain(ports, DomainId);
  return waiting === undefined ? await untilVisible(ports, domain) : await untilStable(ports, domain, waiting);
}

/** A domain as waiters read it. */
export function watchedDomain({ studio }: { readonly studio: Domains }, DomainId: string): Watched<Domain> {
  return {
    what: `domain ${DomainId}`,
    read: () => studio.describeDomain(DomainId),
    fix: remedy({ describe: `studioctl domain describe ${DomainId}`, remove: `studioctl domain delete ${DomainId}` }),
  };
}
