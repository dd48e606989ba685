import { type App, type AppDetail, appReference, streamsOf, studioLogGroup } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import { type Domain, settingsMember, type Space, type UserProfile } from "../../core/domain/domain.ts";
import { whyFailed } from "../../core/errors.ts";
import { isShared } from "../../core/idle-shutdown/idle-shutdown.ts";
import { beaconOf } from "../../core/inside/beacon.ts";
import { type BeaconStanding, beaconStanding } from "../../core/inside/beacon-standing.ts";
import { beaconSays, readBeaconScript } from "../../core/inside/beacon-script.ts";
import { builtInOf, scriptOf } from "../../core/lifecycle-config/lifecycle-config.ts";
import type { UnreadLevel } from "../../core/settings/level.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logs } from "../../ports/logs.ts";
import type { Tags } from "../../ports/studio.ts";
import { concurrently, type Work } from "../concurrently.ts";
import { orMissing } from "../errors.ts";
import { readEntities } from "../settings/read.ts";
import { type BeaconPorts, type BeaconRequest, namesByArn } from "./change.ts";

export interface StatusPorts extends BeaconPorts {
  readonly studio: BeaconPorts["studio"] & Pick<Tags, "listTags">;
  readonly logs: Logs;
  readonly clock: Clock;
}

/** What is known about the beacon of one running app. */
export interface BeaconStatus {
  readonly app: App;
  /** Absent if it could not be described. */
  readonly arn?: string;
  readonly standing: BeaconStanding;
}

/**
 * The beacons of the running apps of a domain, or of a user's private spaces. What an app's own calls refuse is the reason of its state;
 * a user profile or space that cannot be read is in `unread`. Rejects if the domain or a list cannot be read.
 */
export async function beaconStatus(
  ports: StatusPorts,
  { DomainId, UserProfileName, types }: BeaconRequest,
  work: Work,
): Promise<{ readonly apps: readonly BeaconStatus[]; readonly unread: readonly UnreadLevel[] }> {
  const { studio, configs } = ports;
  const [{ domains, profiles, spaces, unread }, listed] = await Promise.all([
    readEntities({ studio }, DomainId, work),
    collect(studio.listApps({ DomainId })),
  ]);
  const [domain] = domains;
  if (domain === undefined) throw unread[0]?.error;
  const isWanted = ({ AppType, Status, SpaceName }: App) =>
    Status === "InService" && SpaceName !== undefined && types.some((type) => type === AppType);
  const found = listed.filter(isWanted).flatMap((app) => {
    const space = spaces.find((each) => sameName(each.SpaceName, app.SpaceName));
    const owner = space?.OwnershipSettings?.OwnerUserProfileName;
    if (UserProfileName !== undefined && !sameName(owner, UserProfileName)) return [];
    return [{ app, space, owner: profiles.find((each) => sameName(each.UserProfileName, owner)) }];
  });
  const names = await namesByArn(configs);
  const known = new Map<string, Promise<boolean>>();
  const isBeacon = async (arn: string | undefined): Promise<boolean> => {
    const name = names.get(arn ?? "");
    if (name === undefined) return false;
    const asked = known.get(name) ?? orMissing(() => configs.describeLifecycleConfig(name)).then((config) => isBeacons(config));
    known.set(name, asked);
    return await asked;
  };
  const apps = await concurrently(found, "apps described", work, async ({ app, space, owner }): Promise<BeaconStatus> => {
    try {
      const detail = await studio.describeApp(app);
      const tags = await studio.listTags(detail.AppArn);
      const now = ports.clock.now();
      const beacon = beaconOf(tags, now);
      const [started, installed] = [
        await isBeacon(detail.BuiltInLifecycleConfigArn),
        await isBeacon(builtInFor(app, space, owner, domain)),
      ];
      const said = started && beacon === undefined ? await saidAtStart(ports.logs, detail) : undefined;
      return {
        app,
        arn: detail.AppArn,
        standing: beaconStanding({ beacon, started, installed, said, startedAt: detail.CreationTime, now }),
      };
    } catch (error) {
      work.signal?.throwIfAborted();
      return { app, standing: { state: "unknown", reason: `it could not be read: ${whyFailed(error)}` } };
    }
  });
  return { apps: apps.toSorted((a, b) => (appReference(a.app) < appReference(b.app) ? -1 : 1)), unread };
}

function isBeacons(config: { readonly StudioLifecycleConfigContent: string } | undefined): boolean {
  return config !== undefined && readBeaconScript(scriptOf(config)) !== undefined;
}

function sameName(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}

/** The built-in lifecycle config that an app of a space would start with now (service-facts: Built-in lifecycle configs). */
function builtInFor({ AppType }: App, space: Space | undefined, owner: UserProfile | undefined, domain: Domain): string | undefined {
  const member = settingsMember(AppType === "CodeEditor" ? "CodeEditor" : "JupyterLab");
  if (space !== undefined && isShared(space)) return builtInOf(domain.DefaultSpaceSettings?.[member]);
  return builtInOf(owner?.UserSettings?.[member]) ?? builtInOf(domain.DefaultUserSettings?.[member]);
}

/** The last line that the beacon wrote when the app started; undefined if there is none, or the log cannot be read. */
async function saidAtStart(logs: Logs, app: AppDetail): Promise<string | undefined> {
  try {
    const lines = await logs.tail(studioLogGroup, streamsOf(app).lifecycle, 100);
    return lines.findLast(({ message }) => message.startsWith(beaconSays))?.message.slice(beaconSays.length);
  } catch {
    return undefined;
  }
}
