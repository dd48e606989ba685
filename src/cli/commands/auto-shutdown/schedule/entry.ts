import { join, resolve } from "node:path";
import { usageError } from "../../../../core/errors.ts";
import type { Entry } from "../../../../core/schedule/entry.ts";
import { type Context, namedRegions, wantsSandbox } from "../../../context.ts";
import { type Flags, type Texts, flagName, wordsOf } from "../../../flags.ts";
import { globalFlags } from "../../../globals.ts";
import { policyOf } from "../policy.ts";
import { requireOneTerritory } from "../regions.ts";
import { requireOneScope } from "../sweep.ts";
import { type ScheduleFlags, runFlags } from "./flags.ts";

const { profile, region, endpointUrl, sandbox, domain, timeout, noWait } = globalFlags;

/** What a scheduled run is given; the other global flags are about this invocation, or about a terminal. */
const passedOn: Flags = { profile, region, endpointUrl, sandbox, domain, ...runFlags, timeout, noWait };

/** Variables that say where files are, and that no flag stands for. A scheduler does not know them. */
const pinnedPaths = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "NODE_EXTRA_CA_CERTS", "STUDIOCTL_STATE_HOME", "XDG_STATE_HOME"];

/** Variables that carry credentials: secrets, or gone when the scheduler starts. They are never written down. */
const credentialVariables = ["AWS_ACCESS_KEY_ID", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];

/** The sweep as the flags give it, pinned to the account, Region, domain and files that it would be about if it ran here and now. */
export async function entryOf(context: Context, flags: ScheduleFlags, typed: Texts): Promise<Entry> {
  const { every: interval, name, kind } = flags;
  if (interval === undefined) throw usageError("not said how often to run", { fix: "--every 15m" });
  requireOneScope(context, flags);
  requireOneTerritory(context, flags);
  const files = withAbsoluteFiles(typed);
  // A policy that cannot be read is found now, and not at night.
  await policyOf(context, flags);
  const { program } = await context.scheduling(kind);
  const given = new Map([...(await pinnedFlags(context, flags)), ...files]);
  return {
    name,
    interval,
    variables: await pinnedVariables(context, flags),
    words: [...program, "auto-shutdown", "run", ...wordsOf(passedOn, given), "--yes", "--no-input"],
    log: resolve(flags.log ?? join(context.stateFolder, `auto-shutdown-${name}.log`)),
  };
}

/** Said beside an entry whose runs would find no credentials. */
export function credentialsWarning(context: Context): readonly string[] {
  const { env, globals } = context;
  const variable = credentialVariables.find((name) => env[name]);
  if (wantsSandbox(context) || (globals.profile ?? env["AWS_PROFILE"]) || variable === undefined) return [];
  return [`warning: the credentials of ${variable} are not written down: scheduled runs need --profile, or a role of this machine`];
}

/** What the environment says here, as the flags that say it anywhere. */
async function pinnedFlags(context: Context, { allDomains, allRegions }: ScheduleFlags): Promise<Texts> {
  const { env } = context;
  const found = {
    domain: allDomains ? undefined : env["STUDIOCTL_DOMAIN"],
    ...(wantsSandbox(context)
      ? { sandbox: "true" }
      : { profile: env["AWS_PROFILE"], endpointUrl: env["AWS_ENDPOINT_URL"], region: allRegions ? undefined : await regionsOf(context) }),
  };
  return new Map(Object.entries(found).flatMap(([key, text]) => (text ? [[key, [text]] as const] : [])));
}

/** The Regions named, else that of the profile. */
async function regionsOf(context: Context): Promise<string> {
  const names = await Promise.all(namedRegions(context).map(async (name) => name ?? (await context.studio()).region));
  return names.join(",");
}

/** With --all-regions, the Region that calls begin in does not limit them: it is no flag then. */
async function pinnedVariables(context: Context, { allRegions }: ScheduleFlags): Promise<Entry["variables"]> {
  const { env } = context;
  const paths = pinnedPaths.flatMap((name) => (env[name] ? [[name, resolve(env[name])]] : []));
  return { ...Object.fromEntries(paths), ...(allRegions && !wantsSandbox(context) && { AWS_REGION: await regionsOf(context) }) };
}

/** The same texts for a program that starts in another folder. */
function withAbsoluteFiles(given: Texts): Texts {
  return new Map([...given].map(([key, texts]) => [key, passedOn[key]?.placeholder === "FILE" ? texts.map((text) => absolute(text, key)) : texts]));
}

function absolute(file: string, key: string): string {
  if (file === "-") throw usageError(`${flagName(key)} does not take "-" here`, { why: "a scheduled run has no standard input or output of yours", fix: "name a file" });
  return resolve(file);
}
