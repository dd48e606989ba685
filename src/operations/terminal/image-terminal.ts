import { type AppKey, appReference, ownerLabel } from "../../core/app/app.ts";
import { collect } from "../../core/collections.ts";
import type { ServerKey } from "../../core/domain/domain.ts";
import { StudioctlError } from "../../core/errors.ts";
import { suggestion } from "../../core/suggest.ts";
import type { Apps } from "../../ports/studio.ts";
import type { RemoteTerminals } from "../../ports/terminals.ts";

interface Ports {
  readonly studio: Pick<Apps, "listApps">;
  readonly terminals: Pick<RemoteTerminals, "imageTerminals">;
}

/** An image terminal, and the apps that it may be in if that is ambiguous. */
export interface FoundImageTerminal {
  readonly name: string;
  readonly mayBeIn: readonly string[];
  /** How many are open in the app. */
  readonly open: number;
}

/**
 * The image terminal that is open in a KernelGateway app of the owner of a JupyterServer app (service-facts: Terminals of a Jupyter server).
 * Rejects with `invalid` for another server, with `not-found` where there is no such app, with `not-ready` where no terminal is open in it.
 */
export async function findImageTerminal({ studio, terminals }: Ports, server: ServerKey, appName: string): Promise<FoundImageTerminal> {
  if (server.AppType !== "JupyterServer") {
    throw new StudioctlError("invalid", `--app names a KernelGateway app, and ${ownerLabel(server.owner)} runs ${server.AppType}`, {
      fix: "leave --app out",
    });
  }
  const open = await terminals.imageTerminals();
  const here = open.filter(({ appNames }) => appNames.includes(appName));
  const [first] = here.toSorted((a, b) => a.appNames.length - b.appNames.length);
  if (first !== undefined) return { name: first.name, mayBeIn: first.appNames, open: here.length };
  await requireApp(studio, server, appName);
  throw new StudioctlError("not-ready", `no image terminal is open in app ${appName} of ${ownerLabel(server.owner)}`, {
    why: "Studio's own way of opening one is not public; one that is opened in the browser can be attached to",
    fix: "open one in Studio Classic (File, New, Image terminal), then run this again; without --app it is a terminal of the JupyterServer",
  });
}

async function requireApp(studio: Ports["studio"], { DomainId, owner }: ServerKey, appName: string): Promise<void> {
  const all = await collect(studio.listApps({ DomainId, ...owner }));
  const apps = all.filter(({ AppType, Status }) => AppType === "KernelGateway" && Status !== "Deleted");
  const app = apps.find(({ AppName }) => AppName === appName);
  if (app?.Status === "InService") return;
  if (app !== undefined) {
    throw new StudioctlError("not-ready", `app ${appName} of ${ownerLabel(owner)} is ${app.Status}`, {
      fix: `studioctl app describe ${appReference(app satisfies AppKey)}`,
    });
  }
  const names = apps.map(({ AppName }) => AppName);
  throw new StudioctlError("not-found", `${ownerLabel(owner)} has no KernelGateway app "${appName}"`, {
    fix: suggestion(appName, names) ?? `studioctl app list -d ${DomainId} --type KernelGateway`,
  });
}
