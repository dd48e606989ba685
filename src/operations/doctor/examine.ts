import { type Check, faulty, pass, unchecked } from "../../core/doctor/check.ts";
import { credentialsCheck } from "../../core/doctor/credentials.ts";
import { endpointCheck, endpoints, isAnswered, sageMakerEndpoint, stsEndpoint } from "../../core/doctor/endpoints.ts";
import { clockCheck, nodeCheck, regionCheck, sandboxClockCheck, scheduleCheck } from "../../core/doctor/machine.ts";
import { type StudioctlError, isError } from "../../core/errors.ts";
import type { Access, Chain } from "../../ports/access.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Identity } from "../../ports/studio.ts";
import type { ScheduleState } from "../schedule/health.ts";
import { type DomainPorts, domainChecks } from "./domains.ts";
import { type Probes, type RolesPort, findPermissions } from "./permissions.ts";
import { orElse } from "../errors.ts";
import { type CheckedTable, stateTableCheck } from "./state-table.ts";

export interface DoctorPorts {
  readonly chain: () => Promise<Chain>;
  readonly access: () => Promise<Access>;
  readonly identity: () => Promise<Identity>;
  readonly roles: RolesPort;
  readonly domains: DomainPorts;
  /** Resolves with the state folder; rejects if nothing can be kept between invocations. */
  readonly tryStateFolder: () => Promise<string>;
  /** The state table; undefined if none is configured. Rejects where it is not named as one is. */
  readonly stateTable: () => Promise<CheckedTable | undefined>;
  /** The schedules of this machine; none if they cannot be read. */
  readonly schedules: () => Promise<readonly ScheduleState[]>;
  readonly clock: Pick<Clock, "now">;
  readonly progress: Progress;
}

/** What is known about this invocation before any call. */
export interface Circumstances {
  readonly nodeVersion: string;
  /** The Node versions that package.json requires: `>=20.19`. */
  readonly engines: string;
  readonly configurationFile: string;
  /** Names of the settings in it. */
  readonly settings: readonly string[];
  /** Why the configuration cannot be used, if so. */
  readonly configurationFault: StudioctlError | undefined;
  /** The AWS profile in use. */
  readonly profile: string;
  /** The source of the Region: `--region`, `AWS_REGION`. */
  readonly regionFrom: string;
  readonly sandbox: boolean;
  /** A variable that names a proxy, if one is set. */
  readonly proxyVariable: string | undefined;
}

/** Checks this machine, the credentials and Studio, and changes nothing. Rejects only when interrupted. */
export async function examine(ports: DoctorPorts, about: Circumstances): Promise<readonly Check[]> {
  const node = nodeCheck(about.nodeVersion, about.engines, ports.clock.now());
  const configuration = configurationCheck(about);
  const state = await orFail("State folder", async () => pass("State folder", await ports.tryStateFolder()));
  const schedules = (await ports.schedules()).map(scheduleCheck);
  return [node, configuration, state, ...schedules, ...(await ofAws(ports, about))];
}

function configurationCheck({ configurationFault, configurationFile, settings }: Circumstances): Check {
  if (configurationFault !== undefined) return faulty("FAIL", "Configuration", configurationFault);
  return pass(
    "Configuration",
    settings.length === 0 ? `nothing is set (${configurationFile})` : `${configurationFile} sets ${settings.join(", ")}`,
  );
}

/** Without a Region or credentials nothing else can be checked: each part says so without a call. */
async function ofAws(ports: DoctorPorts, about: Circumstances): Promise<readonly Check[]> {
  const chain = await ports.chain();
  const [region, credentials] = await Promise.all([
    orFail("Region", async () => regionCheck(await chain.region(), about.regionFrom)),
    orFail("Credentials", async () => credentialsCheck(await chain.credentials(), about.profile, ports.clock.now())),
  ]);
  const lacking = [...(region.Result === "FAIL" ? ["no Region"] : []), ...(credentials.Result === "FAIL" ? ["no credentials"] : [])];
  const rest = lacking.length === 0 ? await ofAccount(ports, about) : remote.map((name) => unchecked(name, lacking.join(", ")));
  return [region, credentials, ...rest];
}

const remote = ["Account", sageMakerEndpoint.name, "Clock", "Permissions", "Domains"];

async function ofAccount(ports: DoctorPorts, about: Circumstances): Promise<readonly Check[]> {
  const { progress } = ports;
  progress.update(`calling ${endpoints.length} services`);
  const access = await ports.access();
  const probes: Probes = new Map(await Promise.all(endpoints.map(async ({ action }) => [action, await access.probe(action)] as const)));
  const { identity, check: account } = await accountOf(ports, probes);
  const { region } = await ports.domains.studio();
  const reached = endpoints.flatMap((endpoint) => {
    const probe = probes.get(endpoint.action);
    return probe === undefined ? [] : [endpointCheck(endpoint, probe, { region, proxyVariable: about.proxyVariable })];
  });
  progress.update("looking up permissions");
  const permissions = await findPermissions({ access, roles: ports.roles }, identity?.Arn, probes);
  progress.update("looking at domains");
  const table = await stateTableCheck(ports.stateTable);
  return [
    account,
    ...reached,
    clockOf(access, probes, about.sandbox),
    ...permissions,
    ...(table === undefined ? [] : [table]),
    ...(await domainChecks(ports.domains, probes)),
  ];
}

async function accountOf({ identity }: DoctorPorts, probes: Probes): Promise<{ readonly identity?: Identity; readonly check: Check }> {
  const error = probes.get(stsEndpoint.action)?.error;
  if (isError(error, "unavailable", "malformed")) return { check: unchecked("Account", "STS cannot be reached") };
  return await orElse<{ readonly identity?: Identity; readonly check: Check }>(
    async () => {
      const found = await identity();
      return { identity: found, check: pass("Account", `${found.Account}, as ${found.Arn}`) };
    },
    (refused) => ({ check: faulty(refused.code === "no-credentials" ? "FAIL" : "WARN", "Account", refused) }),
  );
}

function clockOf(access: Access, probes: Probes, sandbox: boolean): Check {
  const probe = probes.get(sageMakerEndpoint.action);
  if (probe === undefined || !isAnswered(probe)) return unchecked("Clock", "SageMaker did not answer");
  return (sandbox ? sandboxClockCheck : clockCheck)(access.skewMs());
}

function orFail(name: string, check: () => Promise<Check>): Promise<Check> {
  return orElse(check, (error) => faulty("FAIL", name, error));
}
