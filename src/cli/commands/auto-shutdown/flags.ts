import { accountFlags } from "../../accounts.ts";
import { concurrency } from "../../../core/concurrency.ts";
import { checkUserName } from "../../../core/reference.ts";
import { type AppType, appTypes } from "../../../core/service-model.ts";
import { parseAppGlob, parseOwner } from "../../../core/reference.ts";
import { usageError } from "../../../core/errors.ts";
import { type ProtectTag, type Thresholds, zeroGrace, zeroIdle } from "../../../core/idle/policy.ts";
import { stateFlag } from "../../state-flag.ts";
import type { PolicyFlags } from "../../../operations/sweep/policies.ts";
import {
  type FlagValues,
  choicesFlag,
  durationFlag,
  grouped,
  integerFlag,
  listFlag,
  overriding,
  switchFlag,
  textFlag,
  toggleFlag,
} from "../../flags.ts";

const mostAtOnce = 50;

/** The policy flags. A policy file may set these too: omitted ones are undefined. */
export const policyFlags = grouped("When an app is idle, and what keeps it", {
  policy: textFlag("FILE", "read thresholds, protection and quiet hours from a YAML or JSON file; other flags override it", {
    completes: "file",
  }),
  idle: overriding(durationFlag("stop apps without activity for this long", "60m", zeroIdle)),
  grace: overriding(durationFlag("keep apps that are younger than this", "15m", zeroGrace)),
  maxAge: durationFlag("also stop apps whose activity has been unknown for this long; without it they are kept"),
  keepTerminals: overriding(toggleFlag("keep an app while a terminal is open; without it, the last activity of the terminal counts", true)),
  stopStuck: overriding(switchFlag("also stop apps whose kernel is starting, restarting, terminating or dead for longer than --idle")),
  stopRemote: overriding(
    switchFlag("judge apps of spaces with remote access like others, although remote sessions cannot be seen; without it they are unknown"),
  ),
  lookInside: overriding({
    ...toggleFlag(
      "look at the processes inside a JupyterLab space before it stops, and where an open terminal or remote access keeps it",
      false,
    ),
    defaultText: "the setting lookInside, else off",
  }),
  maxBusy: durationFlag(
    "report a kernel as stuck if it is busy for this long without any message; with --stop-stuck its app stops only if a look inside or a trusted beacon shows no CPU and no GPU in use",
  ),
  trustBeacons: overriding(
    switchFlag("let an app stop if its beacon reports that nothing is active in it; without it a beacon can only keep an app"),
  ),
  unifiedStudio: switchFlag("include domains of SageMaker Unified Studio; without it their apps are skipped"),
  exclude: listFlag("GLOB", "keep apps whose DOMAIN/OWNER/TYPE/NAME matches", { check: (text) => void parseAppGlob(text) }),
  protectTag: listFlag("KEY[=VALUE]", "keep apps with this tag; the tag studioctl:keep always protects", {
    check: (text, flag) => void parseProtectTag(text, flag),
  }),
});

/** The flags of plan and run: which apps, and when one is idle. */
export const sweepFlags = {
  ...policyFlags,
  ...grouped("Which apps", {
    type: choicesFlag<AppType>("TYPE", appTypes, "only apps of these types", ["KernelGateway", "JupyterLab", "CodeEditor"]),
    user: listFlag("USER", "only apps of these user profiles", { check: checkUserName, completes: "user" }),
    space: listFlag("SPACE", "only apps of these spaces", { check: (text) => void parseOwner(`space:${text}`), completes: "space" }),
    allDomains: switchFlag("in every domain (default); --domain takes a list: D,…"),
    allRegions: switchFlag("in every Region where the account uses Studio; --region takes a list: R,…"),
  }),
  ...accountFlags,
  ...grouped("How it runs, and what it reports", {
    kernels: switchFlag(
      "also shut down idle kernels in apps that stay, and with --no-keep-terminals their image terminals; --max-stops does not count them",
    ),
    maxStops: integerFlag("stop at most N apps in one run (default: no limit)", { min: 0, max: 1_000_000 }),
    state: stateFlag,
    concurrency: integerFlag("calls in flight, over all accounts and Regions", { min: 1, max: mostAtOnce, byDefault: concurrency }),
    report: textFlag("FILE", "also append the record of this run to a file, as NDJSON", { completes: "file" }),
    runLimit: durationFlag("start nothing new after this long (default: 30m, or 6s for each app in the plan if that is more)"),
    strict: switchFlag("exit 3 if an app is unknown, a permission is missing, or another run is active"),
    exitCode: switchFlag("exit 6 if the plan contains idle apps"),
    watch: durationFlag("repeat at this interval until Ctrl-C, which exits 0 between two sweeps and 130 during one"),
  }),
};

export type PolicyFlagValues = FlagValues<typeof policyFlags>;
export type SweepFlags = FlagValues<typeof sweepFlags>;

/** The policy on the command line; the rest comes from the file. */
export function givenPolicy({ protectTag, unifiedStudio, ...thresholds }: PolicyFlagValues): PolicyFlags {
  return {
    thresholds: thresholdsOf(thresholds),
    unifiedStudio,
    protectTags: protectTag.map((text) => parseProtectTag(text, "--protect-tag")),
  };
}

/** The names of thresholds on the command line and in a policy file; durations are in milliseconds. */
type NamedThresholds = Partial<
  Pick<
    PolicyFlagValues,
    "idle" | "grace" | "maxAge" | "keepTerminals" | "stopStuck" | "stopRemote" | "lookInside" | "maxBusy" | "trustBeacons"
  >
>;

/** The thresholds that are given, by the names that the rules have for them. */
export function thresholdsOf({
  idle,
  grace,
  maxAge,
  keepTerminals,
  stopStuck,
  stopRemote,
  lookInside,
  maxBusy,
  trustBeacons,
}: NamedThresholds): Partial<Thresholds> {
  return {
    ...(idle !== undefined && { idleMs: idle }),
    ...(grace !== undefined && { graceMs: grace }),
    ...(maxAge !== undefined && { maxAgeMs: maxAge }),
    ...(keepTerminals !== undefined && { keepTerminals }),
    ...(stopStuck !== undefined && { stopStuck }),
    ...(stopRemote !== undefined && { stopRemote }),
    ...(lookInside !== undefined && { lookInside }),
    ...(maxBusy !== undefined && { maxBusyMs: maxBusy }),
    ...(trustBeacons !== undefined && { trustBeacons }),
  };
}

export function parseProtectTag(text: string, flag: string): ProtectTag {
  const [, Key, Value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (Key === undefined) throw usageError(`${flag} does not take "${text}"`, { fix: "KEY or KEY=VALUE" });
  return Value === undefined ? { Key } : { Key, Value };
}
