import { type App, type AppDetail, appKey } from "../../core/app/app.ts";
import { keepForever, keepTag } from "../../core/idle/keep.ts";
import type { Apps, Tags } from "../../ports/studio.ts";

export type KeepUntil = Date | "forever" | "no longer";

/** Tags an app so that auto-shutdown keeps it, or removes the tag; an app that was not described is described first. Resolves to the tag's value, if any. */
export async function keepApp(
  { studio }: { readonly studio: Pick<Apps, "describeApp"> & Pick<Tags, "addTags" | "deleteTags"> },
  app: App & Partial<Pick<AppDetail, "AppArn">>,
  until: KeepUntil,
): Promise<string | undefined> {
  const AppArn = app.AppArn ?? (await studio.describeApp(appKey(app))).AppArn;
  if (until === "no longer") {
    await studio.deleteTags(AppArn, [keepTag]);
    return undefined;
  }
  const value = until === "forever" ? keepForever : until.toISOString();
  await studio.addTags(AppArn, [{ Key: keepTag, Value: value }]);
  return value;
}
