import { collect } from "../../core/collections.ts";
import { isError } from "../../core/errors.ts";
import { keysOfLife } from "../../core/ssh/known-hosts.ts";
import type { HostKeys } from "../../ports/ssh.ts";
import type { Apps } from "../../ports/studio.ts";
import type { SpaceKey } from "./hosts.ts";

interface Ports {
  readonly studio: Pick<Apps, "listApps">;
  readonly keys: Pick<HostKeys, "update">;
}

/**
 * Forgets the host keys of an earlier life of the app of a space, before ssh reads them: a container makes its keys when it
 * starts. Where the apps may not be listed the life is not known, and keys are kept for no second connection.
 */
export async function forgetOldKeys({ studio, keys }: Ports, { DomainId, SpaceName }: SpaceKey, file: string): Promise<void> {
  const created = await newestLife(studio, DomainId, SpaceName);
  await keys.update(file, (text) => keysOfLife(text, created));
}

async function newestLife(studio: Ports["studio"], DomainId: string, SpaceName: string): Promise<Date | undefined> {
  try {
    const apps = await collect(studio.listApps({ DomainId, SpaceName }));
    return apps.findLast(({ Status }) => Status === "InService")?.CreationTime;
  } catch (error) {
    if (isError(error, "denied")) return undefined;
    throw error;
  }
}
