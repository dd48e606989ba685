import type { Owner } from "../../../core/app/app.ts";
import type { Context } from "./context.ts";
import { appsOf } from "./find.ts";
import { appRecordKey, ownerKey } from "./keys.ts";

/** What goes with its owner: Failed apps, which nobody can delete (service-facts: States and lifetimes), and what the Jupyter server knew. */
export function forgetBelongings(context: Context, domainId: string, owner: Owner): void {
  const { sagemaker, jupyter } = context.state;
  for (const app of appsOf(context, domainId, owner)) {
    if (app.Status !== "Failed") continue;
    delete sagemaker.apps[appRecordKey(app)];
    delete sagemaker.tags[app.AppArn];
  }
  delete jupyter.servers[ownerKey(domainId, owner)];
}
