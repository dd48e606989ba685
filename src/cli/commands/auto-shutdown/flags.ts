import { concurrency } from "../../../core/concurrency.ts";
import { checkUserName } from "../../../core/reference.ts";
import { type AppType, appTypes } from "../../../core/service-model.ts";
import { parseAppGlob, parseOwner } from "../../../core/reference.ts";
import { usageError } from "../../../core/errors.ts";
import { type ProtectTag, zeroGrace, zeroIdle } from "../../../core/idle/policy.ts";
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

/** When an app is idle, and what keeps it. A policy file may set these too: undefined is what was not given. */
export const policyFlags = grouped("When an app is idle, and what keeps it", {
  policy: textFlag("FILE", "thresholds, protection and quiet hours from a YAML or JSON file; the other flags override it", {
    completes: "file",
  }),
  idle: overriding(durationFlag("without activity for this long, an app is idle", "60m", zeroIdle)),
  grace: overriding(durationFlag("leave apps alone that are younger", "15m", zeroGrace)),
  maxAge: durationFlag("stop apps that could not be observed for this long; else never"),
  keepTerminals: overriding(
    toggleFlag("an open terminal keeps its app, even without recent activity; else its last activity counts", true),
  ),
  stopStuck: overriding(switchFlag("stop apps too whose kernel is starting, restarting, terminating or dead for longer than --idle")),
  stopRemote: overriding(
    switchFlag("judge apps of spaces with remote access as others, though a remote session cannot be seen; else they are unknown"),
  ),
  maxBusy: durationFlag("report a kernel as stuck that is busy for this long without any message; stops nothing, even with --stop-stuck"),
  unifiedStudio: switchFlag("sweep domains of SageMaker Unified Studio too; else their apps are skipped"),
  exclude: listFlag("GLOB", "never those whose DOMAIN/OWNER/TYPE/NAME matches", { check: (text) => void parseAppGlob(text) }),
  protectTag: listFlag("KEY[=VALUE]", "never those with this tag; studioctl:keep always protects", {
    check: (text, flag) => void parseProtectTag(text, flag),
  }),
});

/** The flags of plan and run: which apps, and when one is idle. */
export const sweepFlags = {
  ...policyFlags,
  ...grouped("Which apps", {
    type: choicesFlag<AppType>("TYPE", appTypes, "of these types", ["KernelGateway", "JupyterLab", "CodeEditor"]),
    user: listFlag("USER", "of these user profiles", { check: checkUserName, completes: "user" }),
    space: listFlag("SPACE", "of these spaces", { check: (text) => void parseOwner(`space:${text}`), completes: "space" }),
    allDomains: switchFlag("every domain (default); --domain takes several: D,…"),
    allRegions: switchFlag("every Region where the account uses Studio; --region takes several: R,…"),
  }),
  ...grouped("How it runs, and what it tells", {
    maxStops: integerFlag("stop at most so many in one run; else no limit", { min: 0, max: 1_000_000 }),
    concurrency: integerFlag("calls in flight", { min: 1, max: mostAtOnce, byDefault: concurrency }),
    report: textFlag("FILE", "append the record of this run, NDJSON, to a file too", { completes: "file" }),
    runLimit: durationFlag("start nothing new after this long; else 30m, or 6s an app in the plan where that is more"),
    strict: switchFlag("exit 3 where an app is unknown, a permission is missing, or another run is at work"),
    exitCode: switchFlag("exit 6 where a plan finds idle apps"),
    watch: durationFlag("stay and repeat until Ctrl-C, which exits 0 between two sweeps and 130 in the midst of one"),
  }),
};

export type PolicyFlagValues = FlagValues<typeof policyFlags>;
export type SweepFlags = FlagValues<typeof sweepFlags>;

/** What the command line says of the policy; all else is the file's. */
export function givenPolicy({
  idle,
  grace,
  maxAge,
  keepTerminals,
  stopStuck,
  stopRemote,
  maxBusy,
  protectTag,
  unifiedStudio,
}: PolicyFlagValues): PolicyFlags {
  return {
    thresholds: {
      ...(idle !== undefined && { idleMs: idle }),
      ...(grace !== undefined && { graceMs: grace }),
      ...(maxAge !== undefined && { maxAgeMs: maxAge }),
      ...(keepTerminals !== undefined && { keepTerminals }),
      ...(stopStuck !== undefined && { stopStuck }),
      ...(stopRemote !== undefined && { stopRemote }),
      ...(maxBusy !== undefined && { maxBusyMs: maxBusy }),
    },
    unifiedStudio,
    protectTags: protectTag.map((text) => parseProtectTag(text, "--protect-tag")),
  };
}

export function parseProtectTag(text: string, flag: string): ProtectTag {
  const [, Key, Value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (Key === undefined) throw usageError(`${flag} does not take "${text}"`, { fix: "KEY or KEY=VALUE" });
  return Value === undefined ? { Key } : { Key, Value };
}
