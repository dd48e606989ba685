import { appReference, type App } from "../../../../core/app/app.ts";
import { allowBeacon } from "../../../../core/inside/beacon-policy.ts";
import type { BeaconStanding } from "../../../../core/inside/beacon-standing.ts";
import { formatDuration, msSince } from "../../../../core/time.ts";
import { beaconStatus } from "../../../../operations/beacon/status.ts";
import type { Column } from "../../../../output/column.ts";
import { defineCommand } from "../../../command.ts";
import { type Rows, rows } from "../../../result.ts";
import { withUnread, workOf } from "../../../views/settings-levels.ts";
import { beaconPorts, requestOf, whereFlags } from "./flags.ts";

export const beaconStatusCommand = defineCommand({
  name: "auto-shutdown beacon status",
  summary: "Show which running apps report through a beacon",
  description:
    "One row for each running app of a space: reporting; silent, if the last report is older than seven intervals or there is none; refused, " +
    "if its role may not tag the app; started-before, if the app was started before the beacon was installed; none. Whether a beacon was " +
    "refused is read in the app's log of its lifecycle config.",
  flags: { ...whereFlags, user: { ...whereFlags.user, summary: "only apps in the spaces of this user profile" } },
  examples: [
    ["Show the apps of a domain", "studioctl auto-shutdown beacon status --domain research"],
    [
      "Print the apps without a report",
      "studioctl auto-shutdown beacon status -d research --query \"[?Beacon.State != 'reporting'].SpaceName\"",
    ],
  ],
  asks: [{ by: ["domain"], along: true }],
  async run({ flags, context }) {
    const request = await requestOf(context, flags);
    const studio = await context.studioInFull();
    const ports = { ...(await beaconPorts(context)), studio, logs: await context.logs(), clock: context.clock };
    const { apps, unread } = await beaconStatus(ports, request, await workOf(context));
    const list = apps.map(({ app, arn, standing }) => rowOf(app, arn, standing));
    return withUnread(shown(list, context.clock.now()), unread);
  },
});

interface StatusRow extends Pick<App, "DomainId" | "SpaceName" | "AppType" | "AppName"> {
  readonly Beacon: {
    readonly State: BeaconStanding["state"];
    readonly Reason: string;
    readonly LastSeen?: Date;
    readonly LastActivity?: Date;
    readonly Active: readonly string[];
    /** Whether it could see everything that a verdict needs. */
    readonly Complete?: boolean;
    /** The IAM statement that it lacks. */
    readonly Statement?: object;
  };
}

function rowOf(
  { DomainId, SpaceName, AppType, AppName }: App,
  arn: string | undefined,
  { state, reason, beacon }: BeaconStanding,
): StatusRow {
  return {
    DomainId,
    ...(SpaceName !== undefined && { SpaceName }),
    AppType,
    AppName,
    Beacon: {
      State: state,
      Reason: reason,
      ...(beacon?.at && { LastSeen: beacon.at }),
      ...(beacon?.lastActivity && { LastActivity: beacon.lastActivity }),
      Active: beacon?.active ?? [],
      ...(beacon?.complete !== undefined && { Complete: beacon.complete }),
      ...(state === "refused" && arn !== undefined && { Statement: allowBeacon([arn.replace(/[^/]+\/[^/]+$/, "*")]) }),
    },
  };
}

const tones = { reporting: "good", silent: "warn", refused: "bad", "started-before": "warn", none: "dim", unknown: "warn" } as const;

function shown(list: readonly StatusRow[], now: Date): Rows {
  const lacking = list.flatMap(({ Beacon }) => Beacon.Statement ?? []);
  return rows(list, columnsAt(now), {
    name: appReference,
    empty: "no app of a space is running here",
    footer:
      lacking.length === 0
        ? []
        : ["a role may not tag its app: add this statement to its policy", ...lacking.map((statement) => JSON.stringify(statement))],
  });
}

function columnsAt(now: Date): readonly Column<StatusRow>[] {
  const age = (moment: Date | undefined) => (moment === undefined ? "" : formatDuration(msSince(moment, now)));
  return [
    { header: "APP", value: (row) => appReference(row) },
    { header: "BEACON", value: ({ Beacon }) => Beacon.State, tone: ({ Beacon }) => tones[Beacon.State] },
    { header: "LAST SEEN", value: ({ Beacon }) => age(Beacon.LastSeen) },
    { header: "LAST ACTIVITY", value: ({ Beacon }) => age(Beacon.LastActivity) },
    { header: "ACTIVE", value: ({ Beacon }) => (Beacon.State === "reporting" ? Beacon.Active.join(", ") : Beacon.Reason), wraps: true },
  ];
}
