import { profileSetting } from "../core/connection/shared-config.ts";
import type { CaBundle } from "./agents.ts";
import { readSharedConfig } from "./aws-profiles.ts";
import { type Environment, homeFolder } from "./paths.ts";

/**
 * The certificate authorities that the user has named for AWS, as the AWS CLI finds them: AWS_CA_BUNDLE, else ca_bundle of the
 * profile (AWS SDKs and Tools Reference Guide: ca_bundle).
 */
export function caBundle(env: Environment, profile = env["AWS_PROFILE"] || "default"): CaBundle | undefined {
  const own = env["AWS_CA_BUNDLE"];
  if (own) return { file: expanded(own, env), from: "AWS_CA_BUNDLE" };
  const { config, credentials } = readSharedConfig(env);
  const file = profileSetting(config, credentials, profile, "ca_bundle");
  return file ? { file: expanded(file, env), from: `ca_bundle of profile ${profile}` } : undefined;
}

function expanded(file: string, env: Environment): string {
  return file.replace(/^~(?=\/)/, homeFolder(env) ?? "~");
}
