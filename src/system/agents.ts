import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { namesProxy, proxyFor } from "../core/connection/proxy.ts";
import { profileSetting } from "../core/connection/shared-config.ts";
import { codeOf, usageError } from "../core/errors.ts";
import type { AgentsFor } from "../ports/connection.ts";
import { readSharedConfig } from "./aws-profiles.ts";
import { type Environment, homeFolder } from "./paths.ts";

/** The file of certificate authorities that replaces Node's own, and the setting that names it. */
export interface CaBundle {
  readonly file: string;
  readonly from: string;
}

/**
 * Agents for connections through the proxies that the environment names, trusting the authorities of a bundle. Undefined where
 * there is neither: Node's own agents will do, and no library is read. Throws `usage` where the bundle cannot be read.
 */
export async function createAgents(env: Environment, bundle: CaBundle | undefined): Promise<AgentsFor | undefined> {
  if (!namesProxy(env) && bundle === undefined) return undefined;
  const ca = bundle === undefined ? {} : { ca: authorities(bundle) };
  const direct: AgentsFor = (maxSockets) => ({
    http: new http.Agent({ keepAlive: true, maxSockets }),
    https: new https.Agent({ keepAlive: true, maxSockets, ...ca }),
  });
  if (!namesProxy(env)) return direct;
  const { proxying } = await import("./proxying.ts");
  return (maxSockets) => proxying(direct(maxSockets), (url) => proxyFor(url, env), { keepAlive: true, maxSockets, ...ca });
}

function authorities({ file, from }: CaBundle): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw usageError(`${from} names "${file}", which cannot be read`, {
      why: codeOf(error),
      fix: "give a file of certificates in PEM format",
    });
  }
  if (/-----BEGIN (TRUSTED )?CERTIFICATE-----/.test(text)) return text;
  throw usageError(`${from} names "${file}", which holds no certificate`, { fix: "give a file of certificates in PEM format" });
}

/**
 * The user's certificate authorities for AWS, with the lookup of the AWS CLI: AWS_CA_BUNDLE, else ca_bundle of the
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
