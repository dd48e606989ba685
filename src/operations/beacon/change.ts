import { type App, appReference } from "../../core/app/app.ts";
import { sameOwner } from "../../core/app/rules.ts";
import { collect } from "../../core/collections.ts";
import { settingsMember } from "../../core/domain/domain.ts";
import { isError, StudioctlError } from "../../core/errors.ts";
import { type IdleShutdownType, idleShutdownTypes } from "../../core/idle-shutdown/idle-shutdown.ts";
import { type BeaconOptions, beaconIdentity, beaconScript, type EarlierScript, readBeaconScript } from "../../core/inside/beacon-script.ts";
import {
  builtInOf,
  type LifecycleConfig,
  lifecycleConfigName,
  scriptOf,
  withBuiltIn,
} from "../../core/lifecycle-config/lifecycle-config.ts";
import { levelLabel, type SettingsLevel } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { LifecycleConfigs } from "../../ports/lifecycle-configs.ts";
import type { Progress } from "../../ports/progress.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { concurrently, type Work } from "../concurrently.ts";
import { describeDomain } from "../domain/describe.ts";
import { orMissing } from "../errors.ts";
import { readAttachments } from "../lifecycle-config/attachments.ts";
import { describeUserProfile } from "../profile/describe.ts";
import { type LevelChange, plannedChange, rewriteSettings } from "../settings/rewrite.ts";
import { settingsTarget } from "../settings/target.ts";
import type { Waiting } from "../waiters.ts";

export type BeaconType = IdleShutdownType;
/** The types of app that run a built-in lifecycle config in a space (service-facts: Built-in lifecycle configs). */
export const beaconTypes = idleShutdownTypes;

export interface BeaconPorts {
  readonly studio: Domains & UserProfiles & Spaces & Pick<Apps, "listApps" | "describeApp">;
  readonly configs: LifecycleConfigs;
}

/** Compresses a text, and gives a short name for one; both in letters that a lifecycle config can hold. */
export interface Packing {
  readonly compress: (text: string) => string;
  readonly digest: (text: string) => string;
}

export interface BeaconRequest {
  readonly DomainId: string;
  /** Absent: the domain itself. */
  readonly UserProfileName?: string | undefined;
  readonly types: readonly BeaconType[];
}

/** A lifecycle config that has to exist for a change. */
interface WantedConfig {
  /** As a new one gets it. An ARN has the name in lower case (service-facts: App rules). */
  readonly name: string;
  readonly arn: string;
  readonly text: string;
}

/** The change of the settings of one app type at one level. */
export interface BeaconChange extends LevelChange {
  readonly type: BeaconType;
  /** The lifecycle config to set; absent: none. */
  readonly wanted?: WantedConfig;
  /** A beacon's lifecycle config that the level no longer has afterwards. */
  readonly replaced?: string;
}

export interface BeaconPlan {
  /** Also the levels at which nothing changes. */
  readonly changes: readonly BeaconChange[];
  /** Running apps that use a lifecycle config which a change takes away: they have to stop first. */
  readonly inTheWay: readonly App[];
  /** Whether the domain has no settings for shared spaces, so that those have no beacon. */
  readonly withoutShared: boolean;
}

/** What a level has now. */
interface Present {
  readonly level: SettingsLevel;
  readonly type: BeaconType;
  readonly arn: string | undefined;
  readonly config: LifecycleConfig | undefined;
  /** What its beacon, or it itself, runs before; for a user profile without one of its own, what the domain has. */
  readonly earlier: EarlierScript | undefined;
  readonly isBeacon: boolean;
}

/**
 * Plans a beacon for a domain or a user profile: it becomes the built-in lifecycle config of each app type, and runs one that is there
 * already first. Rejects with `limit-exceeded` if both do not fit into one lifecycle config.
 */
export async function planInstall(
  ports: BeaconPorts,
  request: BeaconRequest,
  { options, packing }: { readonly options: BeaconOptions; readonly packing: Packing },
  work: Work,
): Promise<BeaconPlan> {
  return await planned(ports, request, work, ({ type, earlier }, arnOf) => {
    const text = beaconScript(options, earlier, packing.compress);
    if (text === undefined) throw doesNotFit(earlier);
    const name = `studioctl-beacon-${type.toLowerCase()}-${packing.digest(beaconIdentity(options, earlier))}`;
    return { name, arn: arnOf(name), text };
  });
}

function doesNotFit(earlier: EarlierScript | undefined): StudioctlError {
  const name = lifecycleConfigName(earlier?.arn ?? "");
  return new StudioctlError("limit-exceeded", `the beacon and lifecycle config "${name}" do not fit into one lifecycle config`, {
    why: "an app type has one built-in lifecycle config, of at most 16384 characters of base64",
    fix: `make "${name}" shorter, for example by fetching most of it from S3, or make it an ordinary default lifecycle config`,
  });
}

/** Plans the removal of the beacon from a domain or a user profile; what was there before it comes back. */
export async function planRemove(ports: BeaconPorts, request: BeaconRequest, work: Work): Promise<BeaconPlan> {
  const plan = await planned(ports, request, work, ({ arn, config, earlier, isBeacon }) => {
    if (!isBeacon) return arn === undefined || config === undefined ? undefined : existing({ arn, text: scriptOf(config) });
    return earlier === undefined || earlier.inherited ? undefined : existing(earlier);
  });
  return { ...plan, withoutShared: false };
}

function existing({ arn, text }: Pick<EarlierScript, "arn" | "text">): WantedConfig {
  return { name: lifecycleConfigName(arn), arn, text };
}

async function planned(
  ports: BeaconPorts,
  { DomainId, UserProfileName, types }: BeaconRequest,
  work: Work,
  wantedFor: (present: Present, arnOf: (name: string) => string) => WantedConfig | undefined,
): Promise<BeaconPlan> {
  const domain = await describeDomain(ports, DomainId);
  const owner = UserProfileName === undefined ? undefined : { UserProfileName };
  const profile = owner && (await describeUserProfile(ports, { DomainId, ...owner }));
  const scripts = await readScripts(ports);
  const found: Present[] = [];
  for (const type of types) {
    const member = settingsMember(type);
    const ofDomain = builtInOf(domain.DefaultUserSettings?.[member]);
    if (profile === undefined) {
      found.push(await present(scripts, { DomainId }, type, ofDomain, undefined));
      if (type === "JupyterLab" && domain.DefaultSpaceSettings !== undefined) {
        found.push(
          await present(scripts, { DomainId, sharedSpaces: true }, type, builtInOf(domain.DefaultSpaceSettings[member]), undefined),
        );
      }
    } else {
      found.push(await present(scripts, { DomainId, owner }, type, builtInOf(profile.UserSettings?.[member]), ofDomain));
    }
  }
  const settingsOf = ({ sharedSpaces = false }: SettingsLevel) => {
    if (profile !== undefined) return { settings: profile.UserSettings, Status: profile.Status };
    return { settings: sharedSpaces ? domain.DefaultSpaceSettings : domain.DefaultUserSettings, Status: domain.Status };
  };
  const changes = found.map((each): BeaconChange => {
    const { level, type, arn, isBeacon } = each;
    const wanted = wantedFor(each, (name) => arnIn(domain.DomainArn, name));
    const to = wanted?.arn;
    const { settings, Status } = settingsOf(level);
    const change = plannedChange({ level, type }, { settings: settings?.[settingsMember(type)] ?? {}, Status }, (now) =>
      withBuiltIn(now, to),
    );
    return { ...change, type, ...(wanted && { wanted }), ...(isBeacon && arn !== undefined && arn !== to && { replaced: arn }) };
  });
  const taken = found.flatMap(({ arn }, index) => (arn !== undefined && (changes[index]?.differences.length ?? 0) > 0 ? [arn] : []));
  return {
    changes,
    inTheWay: taken.length === 0 ? [] : await appsStartedWith(ports, { DomainId, owner }, types, taken, work),
    withoutShared: profile === undefined && types.includes("JupyterLab") && domain.DefaultSpaceSettings === undefined,
  };
}

/** The ARN that a lifecycle config of this name has in the account and Region of a domain. */
function arnIn(domainArn: string, name: string): string {
  return `${domainArn.replace(/:domain\/.*$/, "")}:studio-lifecycle-config/${name.toLowerCase()}`;
}

/** The lifecycle config of an ARN, with its script. Rejects with `not-found`. */
type Scripts = (arn: string) => Promise<LifecycleConfig>;

async function readScripts({ configs }: BeaconPorts): Promise<Scripts> {
  const names = await namesByArn(configs);
  return (arn) => configs.describeLifecycleConfig(names.get(arn) ?? lifecycleConfigName(arn));
}

/** The names of all lifecycle configs of the Region. */
export async function namesByArn(configs: LifecycleConfigs): Promise<ReadonlyMap<string, string>> {
  const all = await collect(configs.listLifecycleConfigs());
  return new Map(
    all.map(({ StudioLifecycleConfigArn, StudioLifecycleConfigName }) => [StudioLifecycleConfigArn, StudioLifecycleConfigName]),
  );
}

async function present(
  scripts: Scripts,
  level: SettingsLevel,
  type: BeaconType,
  arn: string | undefined,
  inherited: string | undefined,
): Promise<Present> {
  const config = arn === undefined ? undefined : await scripts(arn);
  const beacon = config && readBeaconScript(scriptOf(config));
  if (beacon !== undefined) return { level, type, arn, config, earlier: beacon.earlier, isBeacon: true };
  if (arn !== undefined && config !== undefined) {
    return { level, type, arn, config, earlier: { arn, text: scriptOf(config), inherited: false }, isBeacon: false };
  }
  return { level, type, arn, config, earlier: await inheritedScript(scripts, inherited), isBeacon: false };
}

/** A profile's own built-in lifecycle config replaces that of its domain, which the beacon then has to run. */
async function inheritedScript(scripts: Scripts, arn: string | undefined): Promise<EarlierScript | undefined> {
  if (arn === undefined) return undefined;
  const text = scriptOf(await scripts(arn));
  const beacon = readBeaconScript(text);
  if (beacon === undefined) return { arn, text, inherited: true };
  return beacon.earlier && { ...beacon.earlier, inherited: true };
}

/** The running apps of a domain, or of a user's spaces, that were started with one of these built-in lifecycle configs. */
async function appsStartedWith(
  { studio }: BeaconPorts,
  { DomainId, owner }: SettingsLevel,
  types: readonly BeaconType[],
  arns: readonly string[],
  work: Work,
): Promise<readonly App[]> {
  const apps = (await collect(studio.listApps({ DomainId }))).filter(
    ({ AppType, Status }) => (Status === "InService" || Status === "Pending") && types.some((type) => type === AppType),
  );
  const details = await concurrently(apps, "apps described", work, async (app) => await orMissing(() => studio.describeApp(app)));
  const using = apps.filter((_, index) => arns.includes(details[index]?.BuiltInLifecycleConfigArn ?? ""));
  if (owner === undefined || using.length === 0) return using;
  const spaces = (await collect(studio.listSpaces({ DomainId }))).filter(({ OwnershipSettingsSummary }) =>
    sameOwner(owner, { UserProfileName: OwnershipSettingsSummary?.OwnerUserProfileName ?? "" }),
  );
  return using.filter(({ SpaceName }) => spaces.some((space) => SpaceName !== undefined && sameOwner(space, { SpaceName })));
}

/** What a change did. */
export interface AppliedBeacon {
  readonly changes: readonly BeaconChange[];
  /** Lifecycle configs of beacons that nothing uses any more, deleted. */
  readonly deleted: readonly string[];
  /** Those that something still uses, and why. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Applies a plan level by level; run again after an interruption, it continues. Rejects with `in-use` while apps are in the way, and as
 * rewriteSettings does.
 */
export async function applyBeacon(
  ports: BeaconPorts & { readonly clock: Clock; readonly progress: Progress },
  { changes, inTheWay }: BeaconPlan,
  { waiting, work }: { readonly waiting: Waiting | undefined; readonly work: Work },
): Promise<AppliedBeacon> {
  if (inTheWay.length > 0) throw whileInTheWay(inTheWay);
  const applied: BeaconChange[] = [];
  for (const change of changes) {
    if (change.differences.length === 0) continue;
    const arn = change.wanted && (await requireConfig(ports, change.type, change.wanted));
    const target = settingsTarget(ports.studio, change.level, change.type);
    const { differences, Status } = await rewriteSettings(ports, target, (settings) => withBuiltIn(settings, arn), waiting);
    applied.push({ ...change, differences, Status });
  }
  const names = await namesByArn(ports.configs);
  const replaced = new Set(applied.flatMap(({ replaced }) => names.get(replaced ?? "") ?? []));
  const outcomes: { readonly name: string; readonly why?: string }[] = [];
  for (const name of replaced) outcomes.push({ name, ...(await deleteUnused(ports, name, work)) });
  return {
    changes: applied,
    deleted: outcomes.flatMap(({ name, why }) => (why === undefined ? [name] : [])),
    left: outcomes.flatMap(({ name, why }) => (why === undefined ? [] : [{ name, why }])),
  };
}

function whileInTheWay(apps: readonly App[]): StudioctlError {
  const running = apps.map(appReference);
  return new StudioctlError("in-use", "the built-in lifecycle config cannot be replaced while apps that it started run", {
    why: running.join(", "),
    fix: `stop them first: studioctl app stop ${running.join(" ")}`,
  });
}

/** The ARN of a lifecycle config, created where it is missing. The name of a beacon's says what its script does. */
async function requireConfig({ configs }: BeaconPorts, type: BeaconType, { name, arn, text }: WantedConfig): Promise<string> {
  if ((await namesByArn(configs)).has(arn)) return arn;
  return await configs.createLifecycleConfig({
    StudioLifecycleConfigName: name,
    StudioLifecycleConfigAppType: type,
    StudioLifecycleConfigContent: Buffer.from(text).toString("base64"),
  });
}

/** Deletes a lifecycle config unless something uses it, or that is not known. */
async function deleteUnused(ports: BeaconPorts, name: string, work: Work): Promise<{ readonly why?: string }> {
  const config = await orMissing(() => ports.configs.describeLifecycleConfig(name));
  if (config === undefined) return {};
  const { attachments, unread } = await readAttachments(ports, config, work);
  const [attached] = attachments;
  if (attached !== undefined) return { why: `attached to ${levelLabel(attached.level)}` };
  const [missed] = unread;
  if (missed !== undefined) return { why: `${levelLabel(missed.level)} could not be read` };
  try {
    await ports.configs.deleteLifecycleConfig(name);
    return {};
  } catch (error) {
    if (isError(error, "in-use")) return { why: "an app uses it" };
    throw error;
  }
}
