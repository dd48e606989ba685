import type { ActivityProbe } from "../ports/activity.ts";
import type { Clock } from "../ports/clock.ts";
import type { Trace } from "../ports/connection.ts";
import type { InsideLook } from "../ports/inside.ts";
import type { JupyterSessions } from "../ports/jupyter.ts";
import type { Shutdowns } from "../ports/shutdowns.ts";
import type { Progress } from "../ports/progress.ts";
import type { VisitsLog } from "../ports/visits.ts";
import type { Connections } from "./connections.ts";
import { once, onceEach } from "./once.ts";
import { createServices, type Services } from "./services.ts";

/** What shows whether apps are in use. */
export interface Insights {
  activity(region?: string): Promise<ActivityProbe>;
  /** Looks inside containers; loads nothing before the first look. */
  insideLook(region?: string): Promise<InsideLook>;
  visits(region?: string): Promise<VisitsLog>;
  /** Ends kernels and terminals of servers; loads nothing before the first. */
  shutdowns(region?: string): Promise<Shutdowns>;
  /** Sessions with Jupyter servers. */
  jupyter(region?: string): Promise<JupyterSessions>;
}

/** The ports of one account. A Region has to be given with every call. */
export interface AccountServices extends Services, Insights {}

/** A role of an account, and who assumes it. */
export interface WantedRole {
  readonly AccountId: string;
  /** The name of the role, with its path. */
  readonly role: string;
  readonly externalId?: string | undefined;
  readonly partition: string;
  readonly callerArn: string;
  /** The Region of the caller. */
  readonly region: string;
}

interface Needs {
  readonly connections: Connections;
  /** The machine's time, and the service's. */
  readonly clocks: { readonly machine: Clock; readonly service: Clock };
  readonly trace: Trace;
  readonly progress: () => Promise<Progress>;
  /** Receives what ends with the invocation. */
  readonly endings: (() => unknown)[];
}

/** How long the end of an invocation waits for terminals to be removed. */
const removalMs = 5_000;

/** What shows whether apps of an account are in use: their Jupyter servers, for Canvas its metric, and looks inside containers. */
export function insightsOf(
  { studio }: Pick<Services, "studio">,
  sessions: Connections["sessions"],
  { connections, clocks, trace, progress, endings }: Needs,
): Insights {
  const clock = clocks.service;
  const jupyter = onceEach(async (region?: string): Promise<JupyterSessions> => {
    const { createJupyterSessions } = await import("../jupyter/session.ts");
    return createJupyterSessions({ signIn: await studio(region), clock, trace, agents: (await connections.sessions()).options.agents });
  });
  return {
    activity: onceEach(async (region?: string): Promise<ActivityProbe> => {
      const { createActivityProbe } = await import("../jupyter/probe.ts");
      const { agents } = (await connections.sessions()).options;
      const servers = createActivityProbe({ signIn: await studio(region), clock, trace, agents });
      const canvas = once(async () => {
        const { canvasActivity } = await import("../aws/canvas-activity.ts");
        return canvasActivity((await sessions()).at((await studio(region)).region), clock);
      });
      return {
        observe: async (source, ...rest) =>
          source.AppType === "Canvas" ? await (await canvas())(source) : await servers.observe(source, ...rest),
      };
    }),
    insideLook: onceEach(async (region?: string): Promise<InsideLook> => {
      const looks = once(async () => {
        const [{ createInsideLook }, { probeScript }, { terminalsOf }] = await Promise.all([
          import("../operations/inside/look.ts"),
          import("../core/inside/probe.ts"),
          import("../jupyter/terminals.ts"),
        ]);
        const shown = await progress();
        const made = createInsideLook({
          jupyter: await jupyter(region),
          terminalsOf,
          clock,
          notice: (text) => shown.note(`note: ${text}`),
          probe: probeScript(),
        });
        // What was opened is removed before the process ends, if that is possible in a few seconds.
        endings.push(() => Promise.race([made.settled(), clocks.machine.sleep(removalMs)]));
        return made;
      });
      return { look: async (...asked) => await (await looks()).look(...asked) };
    }),
    visits: onceEach(async (region?: string): Promise<VisitsLog> => {
      const log = once(async () => {
        const { createVisitsLog } = await import("../aws/visits.ts");
        return createVisitsLog((await sessions()).at((await studio(region)).region), clocks.machine);
      });
      return { since: async (...asked) => await (await log()).since(...asked) };
    }),
    shutdowns: onceEach(async (region?: string): Promise<Shutdowns> => {
      const made = once(async () => (await import("../operations/inside/shutdowns.ts")).createShutdowns(await jupyter(region)));
      return { open: async (...asked) => await (await made()).open(...asked) };
    }),
    jupyter,
  };
}

/**
 * Assumes a role and returns the ports of its account. Rejects with `denied` where that is not allowed. Renews the session as long as the
 * ports are used.
 */
export function accountOpener(needs: Needs): (wanted: WantedRole) => Promise<AccountServices> {
  const { connections, clocks } = needs;
  const agents = once(async () => (await import("../aws/connection.ts")).sharedAgents());
  return async (wanted) => {
    const [{ assumedRole }, { stsRegion }, hub] = await Promise.all([
      import("../aws/assumed-role.ts"),
      import("../core/account/account.ts"),
      connections.sessions(),
    ]);
    const credentials = assumedRole(hub.at(stsRegion(wanted.region)), wanted, clocks.machine);
    await credentials();
    const opened = hub.as(credentials, wanted.AccountId, await agents());
    const sessions = async () => opened;
    const region = () => wanted.region;
    const services = createServices({
      sessions,
      unchecked: sessions,
      checked: connections.checked,
      theRegion: region,
      anyRegion: region,
      clock: clocks.machine,
    });
    return { ...services, ...insightsOf(services, sessions, needs) };
  };
}
