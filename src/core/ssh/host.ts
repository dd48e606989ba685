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
 * Every connection accepts the host key that it is shown: ssh accepts a new one, and ssh-proxy has removed the file with the last
 * one. A container makes its keys when it starts, and nothing that the service answers tells a restart: the CreationTime of an app
 * may be that of an earlier life (service-facts: States and lifetimes). Who is at the other end is decided by StartSession and TLS.
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
    // Else each connection says that it has added a key.
    ["LogLevel", "ERROR"],
    ["ProxyCommand", proxyCommand(proxy, shell)],
  ];
}

/** The same as words of a command line: `-o NAME=VALUE`. */
export function optionWords(options: readonly (readonly [name: string, value: string])[]): readonly string[] {
  return options.flatMap(([name, value]) => ["-o", `${name}=${value}`]);
}
