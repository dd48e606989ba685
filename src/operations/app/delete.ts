import { type AppKey, appKey } from "../../core/app/app.ts";
import { isError } from "../../core/errors.ts";
import type { Apps } from "../../ports/studio.ts";

/**
 * Has an app deleted: `gone` where it is Deleted, or Deleting by somebody else, already. A refused delete is followed by a
 * look at the app, since services word that refusal in several ways (service-facts: Errors). Rejects as DeleteApp does.
 */
export async function deleteApp(studio: Pick<Apps, "deleteApp" | "describeApp">, app: AppKey): Promise<"accepted" | "gone"> {
  try {
    await studio.deleteApp(appKey(app));
    return "accepted";
  } catch (error) {
    if (isError(error, "not-found")) return "gone";
    if (isError(error, "in-use", "invalid", "failed") && (await isLeaving(studio, app))) return "gone";
    throw error;
  }
}

async function isLeaving(studio: Pick<Apps, "describeApp">, app: AppKey): Promise<boolean> {
  try {
    const { Status } = await studio.describeApp(appKey(app));
    return Status === "Deleting" || Status === "Deleted";
  } catch (error) {
    return isError(error, "not-found");
  }
}
