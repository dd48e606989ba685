import { type Route, type SpaceHost, hostName, optionWords, routeOptions } from "../core/ssh/host.ts";
import type { WantedHost } from "../core/ssh/hosts-file.ts";
import { remoteCommand } from "../core/ssh/quoting.ts";
import type { SpaceKey } from "../operations/ssh/hosts.ts";
import type { SshStreams } from "../ports/ssh.ts";
import type { Context } from "./context.ts";
import { wantsSandbox } from "./environment.ts";
import { variablesOf } from "./pinned.ts";
import { connect } from "./remote.ts";

/** A space that ssh can reach now. */
export interface SshEntry {
  readonly host: SpaceHost;
  readonly route: Route;
}

/**
 * The space of a TARGET, into which ssh leads now; with `start` its app is started where it is stopped. Rejects if ssh does not
 * lead into it, with what stands in the way and what mends it.
 */
export async function sshEntry(context: Context, target: string, start = false): Promise<SshEntry> {
  return await connect(context, target, { possible: ["ssh"], start }, { ssh: async (way) => await entryOf(context, way) });
}

/** The ssh route to a space, for a child process with the same environment. */
export async function entryOf(context: Context, key: SpaceKey): Promise<SshEntry> {
  return await routed(context, key, []);
}

/**
 * Runs ssh into a space on the streams and the terminal of this process: `before` are more of its flags, `words` stand behind the
 * host. Resolves to its exit code. --timeout bounds getting in.
 */
export async function runSsh(context: Context, entry: SshEntry, words: readonly string[], before: readonly string[] = []): Promise<number> {
  const { ssh } = await context.openSsh();
  const options = optionsOf(context, entry);
  // Nothing of this process is needed while the session lasts: no spinner, no connection.
  await context.close();
  return await ssh.run("ssh", [...before, ...optionWords(options), hostName(entry.host), ...words], context.signal);
}

/** A connection for files with a space. */
export async function openSftp(context: Context, entry: SshEntry): Promise<SshStreams> {
  const { ssh } = await context.openSsh();
  return ssh.start([...optionWords(optionsOf(context, entry)), "-s", hostName(entry.host), "sftp"]);
}

/** Starts a program in a space, on streams of its own. */
export async function startBySsh(context: Context, entry: SshEntry, argv: readonly string[]): Promise<SshStreams> {
  const { ssh } = await context.openSsh();
  return ssh.start([...optionWords(optionsOf(context, entry)), "-T", hostName(entry.host), remoteCommand(argv)]);
}

function optionsOf({ globals }: Context, { host, route }: SshEntry) {
  return [["ConnectTimeout", String(Math.ceil(globals.timeout / 1_000))], ...routeOptions(host, route)] as const;
}

/** A host entry of a space, for any later process: with the variables for the connection to AWS. */
export async function lastingHost(context: Context, key: SpaceKey): Promise<WantedHost> {
  const variables = variablesOf(context, "the ssh configuration");
  const words = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  return await routed(context, key, words.length === 0 ? [] : ["/usr/bin/env", ...words]);
}

async function routed(context: Context, { DomainId, SpaceName }: SpaceKey, before: readonly string[]): Promise<SshEntry> {
  const { program, proxyShell, keys } = await context.openSsh();
  const host = { Region: (await context.studio()).region, DomainId, SpaceName, sandbox: wantsSandbox(context) };
  const knownHosts = keys.file(hostName(host));
  const proxy = [...before, ...program.words, ...globalWords(context, host.Region), "ssh-proxy", SpaceName, "-d", DomainId];
  return { host, route: { proxy: [...proxy, "--known-hosts", knownHosts], shell: proxyShell, knownHosts } };
}

/** The global flags that select the same account. */
function globalWords(context: Context, region: string): readonly string[] {
  const { globals, env } = context;
  if (wantsSandbox(context)) return ["--sandbox", "--quiet", "--no-input"];
  const profile = globals.profile ?? env["AWS_PROFILE"];
  return [
    ...(profile ? ["--profile", profile] : []),
    "--region",
    region,
    ...(globals.endpointUrl === undefined ? [] : ["--endpoint-url", globals.endpointUrl]),
    "--no-input",
    ...(globals.debug ? ["--debug"] : []),
  ];
}
