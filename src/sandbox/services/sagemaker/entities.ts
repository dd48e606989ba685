import { resourceInUse } from "../../protocol/service-error.ts";
import type { EntityRecord } from "../../sagemaker-state.ts";
import type { TransitionSeconds } from "../../state.ts";
import type { Context } from "./context.ts";
import { begin, gone } from "./lifecycle.ts";

/** Domains, user profiles and spaces live alike: Pending, InService, Updating, Deleting (service-facts: States and lifetimes). */
type Kind = "domain" | "userProfile" | "space";

export function creating<T extends EntityRecord>(record: T, kind: Kind, context: Context): T {
  return begin(record, { through: "Pending", to: "InService", seconds: seconds(context, kind) }, context);
}

/** Throws ResourceInUse while another change is under way. */
export function updating<T extends EntityRecord>(record: T, kind: Kind, arn: string, context: Context): T {
  if (record.Status !== "InService" && record.Status !== "Update_Failed") {
    throw resourceInUse(`Unable to update [${arn}] because it is in ${record.Status} status.`);
  }
  return begin(record, { through: "Updating", to: "InService", seconds: seconds(context, kind) }, context);
}

/** Throws ResourceInUse when it is being deleted already. */
export function deleting<T extends EntityRecord>(record: T, kind: Kind, arn: string, context: Context): T {
  if (record.Status === "Deleting") throw resourceInUse(`[${arn}] is already being deleted.`);
  return begin(record, { through: "Deleting", to: gone, seconds: seconds(context, kind) }, context);
}

function seconds({ state }: Context, kind: keyof TransitionSeconds): number {
  return state.settings.transitionSeconds[kind];
}
