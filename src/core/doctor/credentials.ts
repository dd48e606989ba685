import { formatDuration } from "../time.ts";
import { type Check, fail, pass, warn } from "./check.ts";

/** How the SDK obtained credentials. */
export type CredentialsKind =
  | "environment"
  | "profile"
  | "assumed-role"
  | "sso"
  | "login"
  | "process"
  | "web-identity"
  | "container"
  | "instance-role"
  | "sandbox";

/** Credentials without secrets: their source and when they expire. */
export interface CredentialsOrigin {
  readonly kind: CredentialsKind;
  readonly expiration?: Date;
}

/** The source of credentials, in words; `profile` is the profile in use, if files are read. */
const sourceNames: Readonly<Record<CredentialsKind, (profile: string) => string>> = {
  environment: () => "keys of the environment (AWS_ACCESS_KEY_ID)",
  profile: (profile) => `keys of profile ${profile}`,
  "assumed-role": (profile) => `the role that profile ${profile} assumes`,
  sso: (profile) => `the SSO session of profile ${profile}`,
  login: (profile) => `aws login with profile ${profile}`,
  process: (profile) => `the credential_process of profile ${profile}`,
  "web-identity": () => "a web identity token",
  container: () => "the role of this container",
  "instance-role": () => "the role of this instance",
  sandbox: () => "the sandbox's own",
};

/** Kinds that the SDK renews without a person. */
const renewed: ReadonlySet<CredentialsKind> = new Set(["assumed-role", "process", "web-identity", "container", "instance-role"]);

const soonMs = 15 * 60_000;

export function credentialsCheck({ kind, expiration }: CredentialsOrigin, profile: string, now: Date): Check {
  const source = sourceNames[kind](profile);
  if (expiration === undefined) return pass("Credentials", source);
  const leftMs = expiration.getTime() - now.getTime();
  if (leftMs <= 0) return fail("Credentials", `${source}, expired ${formatDuration(-leftMs)} ago`, renewal(kind, profile));
  const detail = `${source}, for ${formatDuration(leftMs)} more`;
  return leftMs < soonMs && !renewed.has(kind) ? warn("Credentials", detail, renewal(kind, profile)) : pass("Credentials", detail);
}

function renewal(kind: CredentialsKind, profile: string): string {
  if (kind === "sso") return `run: aws sso login --profile ${profile}`;
  if (kind === "login") return `run: aws login --profile ${profile}`;
  return "get new credentials from the same source";
}
