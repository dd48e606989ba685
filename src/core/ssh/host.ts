import { type ProxyShell, configWord, proxyCommand } from "./quoting.ts";

/** The user that sshd of a space knows (service-facts: Remote access). */
export const remoteUser = "sagemaker-user";

/** The home directory of that user, where a session begins. */
export const remoteHome = "/home/sagemaker-user";

/** A space as ssh reaches it. */
export interface SpaceHost {
  readonly Region: string;
  readonly DomainId: string;
  readonly SpaceName: string;
  /** Whether it is a space of the sandbox, which has the same ids as nobody's. */
  readonly sandbox: boolean;
}

/**
 * The name under which ssh knows a space, whatever it is called on the command line: no two spaces share it, so that neither
 * host keys nor multiplexed connections (ControlPath) of two spaces are taken for each other. ssh writes host names in lower
 * case, and so do some file systems: where the capitals are is a part of the name.
 */
export function hostName({ Region, DomainId, SpaceName, sandbox }: SpaceHost): string {
  const capitals = [...SpaceName.matchAll(/[A-Z]/g)].map(({ index }) => index);
  const parts = [SpaceName.toLowerCase(), ...(capitals.length > 0 ? [`capitals-${capitals.join("-")}`] : []), DomainId, Region];
  return [...parts, ...(sandbox ? ["sandbox"] : []), "studioctl"].join(".");
}

/** How ssh gets to a space, beside its name. */
export interface Route {
  /** The words of the ProxyCommand. */
  readonly proxy: readonly string[];
  readonly shell: ProxyShell;
  /** The file that holds the host keys of this space alone: an absolute path. */
  readonly knownHosts: string;
}

/**
 * The options that reach a space, by the names that ssh_config(5) gives them, each written as ssh reads it.
 *
 * A new host key is accepted where the file of the space holds none; one that differs from the one there is refused. The file
 * is emptied when the app of the space is a new one, since a container makes its keys when it starts (known-hosts.ts).
 */
export function routeOptions(host: SpaceHost, { proxy, shell, knownHosts }: Route): readonly (readonly [name: string, value: string])[] {
  return [
    ["HostName", hostName(host)],
    ["HostKeyAlias", hostName(host)],
    ["User", remoteUser],
    ["UserKnownHostsFile", configWord(knownHosts)],
    ["StrictHostKeyChecking", "accept-new"],
    // What is in the file is what a first connection was shown, and nothing that the container adds to it.
    ["UpdateHostKeys", "no"],
    ["CheckHostIP", "no"],
    ["ProxyCommand", proxyCommand(proxy, shell)],
  ];
}

/** The same as words of a command line: `-o NAME=VALUE`. */
export function optionWords(options: readonly (readonly [name: string, value: string])[]): readonly string[] {
  return options.flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}
