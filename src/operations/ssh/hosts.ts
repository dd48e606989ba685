import { collect } from "../../core/collections.ts";
import { StudioctlError } from "../../core/errors.ts";
import { type HostChange, type HostEntry, type WantedHost, hostEntries, withHosts, withoutHosts } from "../../core/ssh/hosts-file.ts";
import { includes, namedInConfig, withInclude, withoutInclude } from "../../core/ssh/include.ts";
import type { TargetReference } from "../../core/remote/target.ts";
import { noWayIn, reportWays } from "../../core/remote/ways.ts";
import type { SshFiles } from "../../ports/ssh.ts";
import type { Apps, Domains, Spaces, UserProfiles } from "../../ports/studio.ts";
import { findTarget } from "../remote/find-target.ts";
import { gatherFacts } from "../remote/gather.ts";

/** The key of a space. */
export interface SpaceKey {
  readonly DomainId: string;
  readonly SpaceName: string;
}

/**
 * The space of a TARGET, if ssh can reach it once its app runs. Rejects with `not-ready` or `invalid`, and the command that fixes it, if
 * remote access is off or the app is of another type.
 */
export async function spaceForSsh(
  { studio }: { readonly studio: Domains & UserProfiles & Spaces & Pick<Apps, "listApps"> },
  target: TargetReference,
  DomainId: string,
): Promise<SpaceKey> {
  const facts = await gatherFacts({ studio }, await findTarget({ studio }, target, DomainId, { preferSpace: true }));
  // An entry outlives a run of the app, so the status of the app is not checked.
  const [report] = reportWays({ ...facts, status: "InService" }, ["ssh"]);
  const lasting = report?.obstacles.filter(({ condition }) => condition === "app-type" || condition === "remote-access") ?? [];
  if (report !== undefined && lasting.length > 0) throw noWayIn(facts, [{ ...report, obstacles: lasting }]);
  return { DomainId, SpaceName: facts.space?.SpaceName ?? "" };
}

/** All spaces with remote access on, of a domain or of the Region. */
export async function spacesWithRemoteAccess(
  { studio }: { readonly studio: Spaces },
  DomainId: string | undefined,
): Promise<readonly SpaceKey[]> {
  const spaces = await collect(studio.listSpaces(DomainId === undefined ? {} : { DomainId }));
  return spaces.filter(({ SpaceSettingsSummary }) => SpaceSettingsSummary?.RemoteAccess === "ENABLED");
}

interface Ports {
  readonly files: SshFiles;
}

/** A file before and after. */
interface Change {
  readonly file: "config" | "hosts";
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The plan of an install or a removal. */
export interface HostsPlan {
  readonly hosts: readonly HostChange[];
  /** The hosts whose entries are removed. */
  readonly removed: readonly HostEntry[];
  /** Whether the line in `~/.ssh/config` is added or removed. */
  readonly include: "added" | "removed" | "same";
  /** In the order of writing, so that no missing file is included. */
  readonly changes: readonly Change[];
  /** Names that `~/.ssh/config` also has as hosts. */
  readonly alsoNamed: readonly string[];
}

/** Plans the entries of these hosts. Writes nothing. */
export async function planHosts({ files }: Ports, wanted: readonly WantedHost[]): Promise<HostsPlan> {
  const [config, standing] = await Promise.all([files.read("config"), files.read("hosts")]);
  const { text, hosts } = withHosts(standing ?? "", wanted);
  const included = includes(config ?? "", files.hosts);
  return {
    hosts,
    removed: [],
    include: included ? "same" : "added",
    changes: real([
      { file: "hosts", from: standing, to: text },
      { file: "config", from: config, to: withInclude(config ?? "", files.hosts) },
    ]),
    alsoNamed: namedInConfig(
      config ?? "",
      hosts.flatMap(({ names }) => names),
    ),
  };
}

/** Plans the removal of the entries that `which` selects. The include line is removed with the last of them. Writes nothing. */
export async function planRemoval({ files }: Ports, which: (entry: HostEntry) => boolean): Promise<HostsPlan> {
  const [config, standing] = await Promise.all([files.read("config"), files.read("hosts")]);
  const removed = hostEntries(standing ?? "").filter(which);
  const to = standing === undefined ? undefined : withoutHosts(standing, new Set(removed.map(({ id }) => id)));
  const without = config === undefined || to !== undefined ? config : withoutInclude(config, files.hosts);
  return {
    hosts: [],
    removed,
    include: without === config ? "same" : "removed",
    changes: real([
      { file: "config", from: config, to: without },
      { file: "hosts", from: standing, to },
    ]),
    alsoNamed: [],
  };
}

/** Writes a planned change. Rejects with `invalid` where somebody has changed a file since it was read; nothing is written then. */
export async function applyHosts({ files }: Ports, { changes }: Pick<HostsPlan, "changes">): Promise<void> {
  for (const { file, from } of changes) {
    if ((await files.read(file)) === from) continue;
    throw new StudioctlError("invalid", `"${files[file]}" has changed since it was read: nothing was written`, { fix: "run this again" });
  }
  for (const { file, to } of changes) await files.write(file, to);
}

function real(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ from, to }) => from !== to);
}
