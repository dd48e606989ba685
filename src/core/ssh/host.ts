import { type ProxyShell, configWord, proxyCommand } from "./quoting.ts";

/** The user of a space's sshd (service-facts: Remote access). */
export const remoteUser = "sagemaker-user";

/** The home directory of that user, where a session begins. */
export const remoteHome = "/home/sagemaker-user";

/** A space as ssh reaches it. */
export interface SpaceHost {
  readonly Region: string;
  readonly DomainId: string;
  readonly SpaceName: string;
  /** Whether it is a space of the sandbox. */
  readonly sandbox: boolean;
}

/**
 * The name under which ssh knows a space, independent of its name on the command line. It is unique, so that host keys and multiplexed
 * connections (ControlPath) of two spaces are never confused. ssh and some file systems ignore case, so the positions of capitals are part
 * of the name.
 */
export function hostName({ Region, DomainId, SpaceName, sandbox }: SpaceHost): string {
  const capitals = [...SpaceName.matchAll(/[A-Z]/g)].map(({ index }) => index);
  const parts = [SpaceName.toLowerCase(), ...(capitals.length > 0 ? [`capitals-${capitals.join("-")}`] : []), DomainId, Region];
  return [...parts, ...(sandbox ? ["sandbox"] : []), "studioctl"].join(".");
}

/** How ssh reaches a space, apart from its name. */
export interface Route {
  /** The words of the ProxyCommand. */
  readonly proxy: readonly string[];
  readonly shell: ProxyShell;
  /** The file with the host keys of this space only: an absolute path. */
  readonly knownHosts: string;
}

/**
 * The options that reach a space, by the names that ssh_config(5) gives them, each written as ssh reads it.
 *
 * Every connection accepts the host key that it receives: ssh accepts a new key, and ssh-proxy has removed the file with the last one. A
 * container creates its keys when it starts, and no response of the service shows a restart: the CreationTime of an app may be that of an
 * earlier run (service-facts: States and lifetimes). StartSession and TLS authenticate the other end.
 */
export function routeOptions(host: SpaceHost, { proxy, shell, knownHosts }: Route): readonly (readonly [name: string, value: string])[] {
  return [
    ["HostName", hostName(host)],
    ["HostKeyAlias", hostName(host)],
    ["User", remoteUser],
    ["UserKnownHostsFile", configWord(knownHosts)],
    ["StrictHostKeyChecking", "accept-new"],
    // The file contains only the key of the first connection, without keys that the container offers later.
    ["UpdateHostKeys", "no"],
    ["CheckHostIP", "no"],
    // Otherwise each connection reports that it added a key.
    ["LogLevel", "ERROR"],
    ["ProxyCommand", proxyCommand(proxy, shell)],
  ];
}

/** The same as words of a command line: `-o NAME=VALUE`. */
export function optionWords(options: readonly (readonly [name: string, value: string])[]): readonly string[] {
  return options.flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}
