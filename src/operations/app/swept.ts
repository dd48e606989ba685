import type { AppKey } from "../../core/app/app.ts";
import type { SweptStop } from "../../core/app/failure.ts";
import type { ReceiptsReader } from "../../ports/receipts.ts";

const beginning = new Date(0);

/** The last stop on record of an app that `meets` accepts; undefined where sweeps of this machine stopped none. */
export async function lastSweptStop(
  receipts: ReceiptsReader,
  meets: (app: AppKey & { readonly Region: string }) => boolean,
): Promise<SweptStop | undefined> {
  let last: SweptStop | undefined;
  for await (const receipt of receipts.read(beginning)) {
    if (receipt.Kind === "run" || !meets(receipt)) continue;
    const { At, Run, Reason, Result, DomainId, UserProfileName, SpaceName, AppType, AppName, InstanceType } = receipt;
    // An intent without an end is of a run that was killed: the delete may have been sent.
    const isStop = receipt.Kind === "intent" || Result === "stopped";
    const ResourceSpec = { ...(InstanceType !== undefined && { InstanceType }), ...receipt.ResourceSpec };
    const app = {
      DomainId,
      ...(UserProfileName !== undefined && { UserProfileName }),
      ...(SpaceName !== undefined && { SpaceName }),
      AppType,
      AppName,
      ResourceSpec,
    };
    if (isStop) last = { app, At, Run, Reason, isCertain: receipt.Kind === "app" };
    else if (last?.Run === Run && !last.isCertain) last = undefined;
  }
  return last;
}
