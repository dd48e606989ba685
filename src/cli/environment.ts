import { usageError, whyFailed } from "../core/errors.ts";
import { parseStateLocation, type StateLocation, type TableLocation } from "../core/idle/state-location.ts";
import { parseDuration } from "../core/time.ts";
import type { ContextInputs } from "./context.ts";
import { choose } from "./flags.ts";

export function wantsSandbox({ globals, env }: Pick<ContextInputs, "globals" | "env">): boolean {
  return globals.sandbox || env["STUDIOCTL_SANDBOX"] === "1";
}

/** How long receipts are kept: STUDIOCTL_KEEP_RECEIPTS, else a year. */
export function keepReceiptsMs(env: ContextInputs["env"]): number {
  const name = "STUDIOCTL_KEEP_RECEIPTS";
  const text = env[name] || "365d";
  try {
    return parseDuration(text);
  } catch (error) {
    throw usageError(`${name}: ${whyFailed(error)}`, { fix: "a duration such as 90d" });
  }
}

/**
 * Where sweeps remember: the flag, else STUDIOCTL_STATE, else the state folder. Throws a usage error for a table beside the sandbox, which
 * has no DynamoDB, unless AWS_ENDPOINT_URL_DYNAMODB names one.
 */
export function stateLocation(inputs: Pick<ContextInputs, "globals" | "env">, flag: StateLocation | undefined): StateLocation {
  const text = inputs.env["STUDIOCTL_STATE"];
  const location = flag ?? (text ? parseStateLocation(text, "STUDIOCTL_STATE") : { kind: "folder" as const });
  if (location.kind === "folder" || !wantsSandbox(inputs) || inputs.env["AWS_ENDPOINT_URL_DYNAMODB"]) return location;
  throw usageError(`${flag === undefined ? "STUDIOCTL_STATE" : "--state"}: the sandbox has no DynamoDB`, {
    fix: "set AWS_ENDPOINT_URL_DYNAMODB to the address of one, such as dynalite, or use --state folder",
  });
}

/** The Region of a table whose Region is not named: that of the invocation. Throws a usage error if it names several. */
export function stateRegion(inputs: ContextInputs, { table, region }: TableLocation): string | undefined {
  if (region !== undefined) return region;
  const [only, ...others] = namedRegions(inputs);
  if (others.length === 0) return only;
  throw usageError(`the Region of the state table "${table}" is not known, because --region names several`, {
    fix: `dynamodb:${table}@${only}`,
  });
}

/** The domain of --domain or STUDIOCTL_DOMAIN. */
export function namedDomain({ globals, env }: ContextInputs): string | undefined {
  return globals.domain ?? (env["STUDIOCTL_DOMAIN"] || undefined);
}

/** The Regions of --region, else of the variables that the AWS CLI reads; one `undefined` for the Region of the SDK's own chain. */
export function namedRegions({ globals, env }: ContextInputs): readonly (string | undefined)[] {
  const named = globals.region ?? (env["AWS_REGION"] || env["AWS_DEFAULT_REGION"] || undefined);
  return named === undefined ? [undefined] : [...new Set(named.split(","))];
}

/** The one Region of --region; only auto-shutdown accepts several. */
export function theRegion(inputs: ContextInputs): string | undefined {
  const [region, ...others] = namedRegions(inputs);
  if (others.length === 0) return region;
  throw usageError("--region takes one Region here", { why: "only auto-shutdown works on several", fix: `--region ${region}` });
}

/** The values of a variable or setting that switches something on or off. */
export const onOrOff = ["on", "off"] as const;

/** Whether `auto-shutdown run` looks inside containers, by STUDIOCTL_LOOK_INSIDE; undefined: it says nothing. */
export function looksInsideBySetting({ env }: Pick<ContextInputs, "env">): boolean | undefined {
  const text = env["STUDIOCTL_LOOK_INSIDE"];
  return text ? choose(text, onOrOff, "STUDIOCTL_LOOK_INSIDE") === "on" : undefined;
}
