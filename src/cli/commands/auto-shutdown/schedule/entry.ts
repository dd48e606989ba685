import { delimiter, join, resolve } from "node:path";
import { formatDuration } from "../../../../core/time.ts";
import { usageError } from "../../../../core/errors.ts";
import { fitsCrontab } from "../../../../core/schedule/cron.ts";
import type { Entry } from "../../../../core/schedule/entry.ts";
import { scheduledWord } from "../../../../core/schedule/word.ts";
import type { Scheduling } from "../../../../ports/scheduler.ts";
import { namedRegions, wantsSandbox } from "../../../environment.ts";
import { isoTime } from "../../../views/columns.ts";
import type { Context } from "../../../context.ts";
import { type Flags, type Texts, flagName, wordsOf } from "../../../flags.ts";
import { globalFlags } from "../../../globals.ts";
import { unpinnedCredentials, variablesOf } from "../../../pinned.ts";
import { policyOf } from "../policy.ts";
import { requireOneTerritory } from "../regions.ts";
import { isAccountFile, namedAccounts, wantsAccounts } from "../../../accounts.ts";
import { silentProgress } from "../../../../ports/progress.ts";
import { requireOneScope } from "../sweep.ts";
import { type ScheduleFlags, runFlags } from "./flags.ts";

const { profile, region, endpointUrl, sandbox, domain, timeout, noWait } = globalFlags;

/** The global flags of a scheduled run; the others concern this invocation or a terminal. */
const passedOn: Flags = { profile, region, endpointUrl, sandbox, domain, ...runFlags, timeout, noWait };

/** The PATH used if all folders of this shell's PATH do not fit into a line of a crontab. */
const shortPath = "/usr/local/bin:/usr/bin:/bin";

/** The sweep with its flags, pinned to the account, Region, domain and files that it would use now. */
export async function entryOf(context: Context, flags: ScheduleFlags, typed: Texts): Promise<Entry> {
  const { every: interval, name, kind } = flags;
  if (interval === undefined) throw usageError("missing --every: how often to run", { fix: "--every 15m" });
  requireOneScope(context, flags);
  requireOneTerritory(context, flags);
  const files = withAbsoluteFiles(typed);
  // An unreadable policy is reported now, not at the first run.
  await policyOf(context, flags);
  // The same for a list of accounts; what the organization contains is asked by each run.
  if (!flags.organization) await namedAccounts(context, flags, { concurrency: 1, progress: silentProgress });
  const scheduling = await context.scheduling(kind);
  const given = new Map([...(await pinnedFlags(context, flags)), ...files]);
  const log = resolve(flags.log ?? join(context.stateFolder(), `auto-shutdown-${name}.log`));
  const entry = {
    name,
    interval,
    variables: await pinnedVariables(context, flags, scheduling),
    words: [...scheduling.program, scheduledWord, name, log, "auto-shutdown", "run", ...wordsOf(passedOn, given), "--yes", "--no-input"],
    log,
  };
  if (kind !== "cron" || fitsCrontab(entry)) return entry;
  const short = { ...entry, variables: { ...entry.variables, PATH: shortPath } };
  return fitsCrontab(short) ? short : entry;
}

/** The permission that `trialWords` needs and runs do not: without it they list apps of all domains. */
export const trialAction = "sagemaker:ListDomains";

/** A read-only call with the same credentials and environment. */
export async function trialWords(context: Context, flags: ScheduleFlags, typed: Texts): Promise<readonly string[]> {
  const all = new Map([...(await pinnedFlags(context, flags)), ...typed]);
  const [region] = all.get("region")?.at(-1)?.split(",") ?? [];
  const given = new Map([...all, ...(region === undefined ? [] : [["region", [region]] as const])]);
  return [
    "domain",
    "list",
    ...wordsOf({ profile, region: globalFlags.region, endpointUrl, sandbox }, given),
    "--output",
    "jsonl",
    "--quiet",
    "--no-input",
  ];
}

/** Warnings about an entry. */
export async function entryNotes(context: Context, flags: ScheduleFlags, entry: Entry): Promise<readonly string[]> {
  const { moving } = await context.scheduling(flags.kind);
  return [
    ...(await intervalWarning(context, flags, entry)),
    ...(await sessionWarning(context)),
    ...unpinnedCredentials(context, "the schedule", "runs"),
    ...moving.map((word) => `warning: ${word} is gone after an upgrade, and no link leads to it: install the schedule again then`),
    ...(entry.variables["PATH"] === shortPath && context.env["PATH"] !== shortPath
      ? [`note: PATH of the runs is ${shortPath}: the PATH of this shell does not fit into a crontab line`]
      : []),
  ];
}

/** Empty times between two runs are not seen, so an app that is empty only since our sighting stops later than its threshold. */
async function intervalWarning(context: Context, flags: ScheduleFlags, { interval: { milliseconds } }: Entry): Promise<readonly string[]> {
  const { policies, file } = await policyOf(context, flags);
  const ofRules = flags.idle === undefined ? (file?.rules ?? []).flatMap(({ thresholds }) => thresholds.idleMs ?? []) : [];
  const idleMs = Math.min(policies.otherwise.idleMs, ...ofRules);
  if (milliseconds <= idleMs) return [];
  return [
    `warning: runs every ${formatDuration(milliseconds)} are further apart than the idle threshold, ${formatDuration(idleMs)} (--idle): ` +
      "whether an app still has no kernels is only seen at each run, so it stops one or two runs later",
  ];
}

/** A session with a sign-in expires, and nobody can renew it at night. */
async function sessionWarning(context: Context): Promise<readonly string[]> {
  if (wantsSandbox(context)) return [];
  const found = await (await context.chain()).credentials().catch(() => undefined);
  if (found?.kind !== "sso" && found?.kind !== "login") return [];
  const until = found.expiration === undefined ? "ends" : `ends at ${isoTime(found.expiration)}`;
  return [
    `warning: these credentials belong to a session that ${until}: after that every run fails until somebody signs in again; a role or keys do not expire`,
  ];
}

/** Variables of this environment, as flags. */
async function pinnedFlags(context: Context, flags: ScheduleFlags): Promise<Texts> {
  const { allDomains } = flags;
  const { env } = context;
  const found = {
    domain: allDomains ? undefined : env["STUDIOCTL_DOMAIN"],
    ...(wantsSandbox(context)
      ? { sandbox: "true" }
      : { profile: env["AWS_PROFILE"], region: hasOwnRegions(flags) ? undefined : await regionsOf(context) }),
  };
  return new Map(Object.entries(found).flatMap(([key, text]) => (text ? [[key, [text]] as const] : [])));
}

/** Whether a Region as a flag would limit what the flags select: all Regions, or those of each account. */
function hasOwnRegions(flags: ScheduleFlags): boolean {
  return flags.allRegions || wantsAccounts(flags);
}

/** The given Regions, else that of the profile. */
async function regionsOf(context: Context): Promise<string> {
  const names = await Promise.all(namedRegions(context).map(async (name) => name ?? (await context.studio()).region));
  return names.join(",");
}

/** Throws a usage error for a variable that contains a password, which must not be written to a crontab or unit file. */
async function pinnedVariables(
  context: Context,
  flags: ScheduleFlags,
  { folders, home }: Pick<Scheduling, "folders" | "home">,
): Promise<Entry["variables"]> {
  const { env } = context;
  return {
    PATH: folders.join(delimiter) || shortPath,
    // A scheduler reads it from the user database.
    ...(env["HOME"] && env["HOME"] !== home && { HOME: env["HOME"] }),
    ...variablesOf(context, "the schedule"),
    // The Region that calls begin in does not limit them: it is not a flag then.
    ...(hasOwnRegions(flags) && !wantsSandbox(context) && { AWS_REGION: await regionsOf(context) }),
  };
}

/** The same texts with absolute paths, for a program that starts in another folder. */
function withAbsoluteFiles(given: Texts): Texts {
  return new Map([...given].map(([key, texts]) => [key, absoluteTexts(key, texts)]));
}

function absoluteTexts(key: string, texts: readonly string[]): readonly string[] {
  const isFile = passedOn[key]?.placeholder === "FILE";
  if (key !== "accounts") return isFile ? texts.map((text) => absolute(text, key)) : texts;
  return texts.flatMap((text) => text.split(",").map((part) => (isAccountFile(part) ? absolute(part, key) : part)));
}

function absolute(file: string, key: string): string {
  if (file === "-")
    throw usageError(`${flagName(key)} does not take "-" here`, {
      why: "a scheduled run has no standard input or output of yours",
      fix: "name a file",
    });
  return resolve(file);
}
