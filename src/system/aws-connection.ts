import { endpointFault, isPlainRemote, withoutUserInfo } from "../core/connection/endpoint.ts";
import { profileSetting, sharedConfigFault } from "../core/connection/shared-config.ts";
import { readSharedConfig } from "./aws-profiles.ts";
import type { Environment } from "./paths.ts";

/**
 * Throws if the configured files or addresses cannot be used. Returns warnings about addresses to which calls leave this machine
 * unencrypted.
 */
export function checkConnection(
  env: Environment,
  {
    profile = env["AWS_PROFILE"] || undefined,
    endpointUrl,
  }: { readonly profile?: string | undefined; readonly endpointUrl?: string | undefined },
): string[] {
  const files = readSharedConfig(env);
  const fault = sharedConfigFault(files, profile);
  if (fault !== undefined) throw fault;
  const configured = profileSetting(files.config, files.credentials, profile ?? "default", "endpoint_url");
  const variables = Object.entries(env).flatMap(([name, value]) =>
    /^AWS_ENDPOINT_URL(_|$)/.test(name) && value ? [[name, value] as const] : [],
  );
  const named = [
    ...(endpointUrl === undefined ? [] : [["--endpoint-url", endpointUrl] as const]),
    ...variables,
    ...(configured === undefined ? [] : [["endpoint_url of the profile", configured] as const]),
  ];
  for (const [name, address] of named) {
    const wrong = endpointFault(address, name);
    if (wrong !== undefined) throw wrong;
  }
  // The flag takes precedence; the others are then not used.
  const used = endpointUrl === undefined ? named : named.slice(0, 1);
  return used.flatMap(([name, address]) =>
    isPlainRemote(address)
      ? [`${name} ${withoutUserInfo(address)} is plain http: requests and responses can be read and changed in transit`]
      : [],
  );
}
