import { usageError } from "../../../../core/errors.ts";
import type { StateLocation } from "../../../../core/idle/state-location.ts";
import { stateLocation } from "../../../environment.ts";
import type { Context } from "../../../context.ts";
import { type Flag } from "../../../flags.ts";
import { stateFlag } from "../../../state-flag.ts";

/** `--state` of the verbs that work on a table. */
export const tableFlag: Flag<StateLocation | undefined> = {
  ...stateFlag,
  summary: "the table: dynamodb:TABLE[@REGION] (default: STUDIOCTL_STATE, then the configuration)",
};

/** The table that --state, STUDIOCTL_STATE or the setting names. Throws a usage error where none does. */
export async function tableOf(context: Context, flag: StateLocation | undefined) {
  const location = stateLocation(context, flag);
  if (location.kind === "folder") {
    throw usageError("no state table given", { fix: "--state dynamodb:TABLE[@REGION], or STUDIOCTL_STATE, or the setting state" });
  }
  return await context.stateTable(location);
}
