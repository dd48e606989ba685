import type { AppKey } from "./app.ts";

/** An app and what it runs on, as far as billing cares. */
export interface BilledApp extends AppKey {
  readonly Region?: string;
  readonly InstanceType?: string | undefined;
}

/**
 * A key of the instance that is billed: KernelGateway apps of one owner on one instance type share an instance,
 * any other app has its own (FACTS 4).
 */
export function instanceKey(app: BilledApp): string {
  const owner = app.SpaceName === undefined ? `user ${app.UserProfileName}` : `space ${app.SpaceName}`;
  const shares = app.AppType === "KernelGateway" && app.InstanceType !== undefined;
  return [app.Region ?? "", app.DomainId, owner.toLowerCase(), app.AppType, shares ? app.InstanceType : `app ${app.AppName}`].join("\n");
}
