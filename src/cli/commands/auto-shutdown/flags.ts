import { type AppType, appTypes } from "../../../core/service-model.ts";
import { parseOwner } from "../../../core/reference.ts";
import { usageError } from "../../../core/errors.ts";
import type { Policy, ProtectTag } from "../../../core/idle/policy.ts";
import { type FlagValues, choicesFlag, durationFlag, integerFlag, listFlag, switchFlag, toggleFlag } from "../../flags.ts";
import { checkOwner } from "../../owner-flags.ts";

const mostAtOnce = 50;

/** The flags of plan and run: which apps, and when one is idle. */
export const sweepFlags = {
  idle: durationFlag("without activity for this long, an app is idle", "60m"),
  grace: durationFlag("leave apps alone that are younger", "15m"),
  maxAge: durationFlag("stop apps that cannot be observed at this age; else never"),
  type: choicesFlag<AppType>("TYPE", appTypes, "of these types", ["KernelGateway", "JupyterLab", "CodeEditor"]),
  user: listFlag("USER", "of these user profiles", { check: (text) => checkOwner("user", text) }),
  space: listFlag("SPACE", "of these spaces", { check: (text) => void parseOwner(`space:${text}`) }),
  allDomains: switchFlag("every domain (default); --domain takes several: D,…"),
  keepTerminals: toggleFlag("an open terminal that tells no time keeps its app", true),
  stopStuck: switchFlag("stop apps too whose kernel never got past starting"),
  exclude: listFlag("GLOB", "never those whose DOMAIN/OWNER/TYPE/NAME matches"),
  protectTag: listFlag("KEY[=VALUE]", "never those with this tag; studioctl:keep always protects", { check: (text, flag) => void parseProtectTag(text, flag) }),
  maxStops: integerFlag("stop at most so many in one run; else no limit", { min: 0, max: 1_000_000 }),
  concurrency: integerFlag("calls in flight", { min: 1, max: mostAtOnce, byDefault: 10 }),
  strict: switchFlag("exit 3 where an app is unknown"),
  exitCode: switchFlag("exit 6 where a plan finds idle apps"),
};

export type SweepFlags = FlagValues<typeof sweepFlags>;

export function policyOf(flags: SweepFlags): Policy {
  return {
    idleMs: flags.idle,
    graceMs: flags.grace,
    ...(flags.maxAge !== undefined && { maxAgeMs: flags.maxAge }),
    keepTerminals: flags.keepTerminals,
    stopStuck: flags.stopStuck,
    protectTags: flags.protectTag.map((text) => parseProtectTag(text, "--protect-tag")),
  };
}

function parseProtectTag(text: string, flag: string): ProtectTag {
  const [, Key, Value] = /^([^=]+)(?:=(.*))?$/s.exec(text) ?? [];
  if (Key === undefined) throw usageError(`${flag} does not take "${text}"`, { fix: "KEY or KEY=VALUE" });
  return Value === undefined ? { Key } : { Key, Value };
}
