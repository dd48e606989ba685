import { endpointFault, isPlainRemote, withoutUserInfo } from "../core/connection/endpoint.ts";
import { profileSetting, sharedConfigFault } from "../core/connection/shared-config.ts";
import { readSharedConfig } from "./aws-profiles.ts";
import type { Environment } from "./paths.ts";

/**
 * Throws if the files or addresses that AWS is reached by cannot be meant as they are. Gives warnings of addresses by which
 * calls leave this machine unencrypted.
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
  // The flag goes before the rest, which then is not used.
  const used = endpointUrl === undefined ? named : named.slice(0, 1);
  return used.flatMap(([name, address]) =>
    isPlainRemote(address)
      ? [`${name} ${withoutUserInfo(address)} is plain http: requests and responses can be read and changed in transit`]
      : [],
  );
}
