import { resolve } from "node:path";
import { usageError } from "../core/errors.ts";
import { withoutCredentials } from "../core/secret.ts";
import type { Context } from "./context.ts";
import { wantsSandbox } from "./environment.ts";

/*
 * Variables and flags to store, so that a later start of this program by another one reaches the same account in the same way.
 */

/** Variables that name files or folders. The later caller does not have them, and starts the program in another folder. */
const pinnedPaths: ReadonlySet<string> = new Set([
  "AWS_CONFIG_FILE",
  "AWS_SHARED_CREDENTIALS_FILE",
  "AWS_CA_BUNDLE",
  "NODE_EXTRA_CA_CERTS",
  "STUDIOCTL_STATE_HOME",
  "STUDIOCTL_CONFIG",
  "XDG_STATE_HOME",
  "XDG_CONFIG_HOME",
]);

/** Variables for the connection to AWS, the state folder, and the time zone of quiet hours. */
const pinnedSettings =
  /^(?:AWS_ENDPOINT_URL(?:_[A-Z0-9_]+)?|AWS_IGNORE_CONFIGURED_ENDPOINT_URLS|AWS_USE_FIPS_ENDPOINT|AWS_USE_DUALSTACK_ENDPOINT|AWS_EC2_METADATA_[A-Z0-9_]+|AWS_SDK_LOAD_CONFIG|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|STUDIOCTL_STATE|STUDIOCTL_LOOK_INSIDE|STUDIOCTL_KEEP_RECEIPTS|TZ)$/;

/** The sandbox has no DynamoDB: this one keeps the state of its sweeps. */
const stateEndpoint = "AWS_ENDPOINT_URL_DYNAMODB";

/** Variables that carry credentials: secrets, or gone when the program starts. They are never stored. */
const credentialVariables = [
  "AWS_ACCESS_KEY_ID",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

/**
 * The variables of this environment for the connection to AWS, with absolute paths, in alphabetical order. Throws a usage error
 * for one that contains a password. `where` is what they are written to: `the schedule`.
 */
export function variablesOf(context: Pick<Context, "env" | "globals">, where: string): Readonly<Record<string, string>> {
  const { env } = context;
  const real = !wantsSandbox(context);
  const set = Object.entries(env).flatMap(([name, value]) =>
    value && (real || !name.startsWith("AWS_") || name === stateEndpoint) ? [[name, value] as const] : [],
  );
  const paths = set.filter(([name]) => pinnedPaths.has(name)).map(([name, value]) => [name, resolve(value)] as const);
  const settings = set.filter(([name]) => pinnedSettings.test(name));
  for (const [name, value] of settings) requireNoPassword(name, value, where);
  return Object.fromEntries([...paths, ...settings].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** A warning if `who` (`runs`) would find other credentials than this shell, or none, with the variables written to `where`. */
export function unpinnedCredentials(context: Pick<Context, "env" | "globals">, where: string, who: string): readonly string[] {
  const { env, globals } = context;
  const variable = credentialVariables.find((name) => env[name]);
  if (wantsSandbox(context) || (globals.profile ?? env["AWS_PROFILE"]) || variable === undefined) return [];
  return [
    `warning: the credentials of ${variable} are not written to ${where}: ${who} use the credentials that they find without it; give a profile with --profile to be sure`,
  ];
}

function requireNoPassword(name: string, value: string, where: string): void {
  if (withoutCredentials(value) === value) return;
  throw usageError(`${name} contains a name and a password, which everybody who can read ${where} would see`, {
    fix: `run this with ${name}=${value.replace(/\/\/[^/@\s]*@/, "//")}, and let the proxy identify this machine in another way`,
  });
}
