import { type App, appReference, type AppType } from "../../../core/app/app.ts";
import { type AppStatus, appStatuses, appTypes } from "../../../core/service-model.ts";
import { type AppSelection, eachApp, listApps } from "../../../operations/app/list.ts";
import { requireScope } from "../../../operations/require.ts";
import { type PricedApp, appColumns, runningFooter, withHourlyUsd } from "../../views/app-columns.ts";
import { defineCommand } from "../../command.ts";
import { bareDurationFlag, choicesFlag, switchFlag } from "../../flags.ts";
import { listed } from "../../views/failures.ts";
import { ownerFlags, ownerOfFlags } from "../../common-flags.ts";
import { redrawn } from "../../views/redrawn.ts";
import { type Result, rows } from "../../result.ts";
import { theDomain } from "../../targets.ts";

export const appList = defineCommand({
  name: "app list",
  summary: "List the apps of a domain",
  flags: {
    ...ownerFlags,
    type: choicesFlag<AppType>("TYPE", appTypes, "only apps of these types"),
    status: choicesFlag<AppStatus>("STATUS", appStatuses, "only apps with these statuses"),
    all: switchFlag("include Deleted apps, which are listed for 24 hours"),
    watch: bareDurationFlag("stay and list again, until Ctrl-C", "5s"),
  },
  examples: [
    ["List all apps of a domain", "studioctl app list --domain research"],
    ["List the running apps of one user", "studioctl app list -d research --user alice --status InService"],
    ["Watch apps start and stop", "studioctl app list -d research --watch"],
    ["Print app references that app stop accepts", "studioctl app list -d research --user alice -o name"],
  ],
  seeAlso: ["app describe", "app why", "help references", "help output"],
  async run({ flags, context }) {
    const owner = ownerOfFlags(flags);
    const studio = await context.studio();
    const domainId = await theDomain(context);
    const selection: AppSelection = { domainId, owner, types: flags.type, statuses: flags.status, includeDeleted: flags.all };
    const prices = await context.prices();
    return flags.watch === undefined ? await list() : await redrawn(context, flags.watch, list);

    async function list(): Promise<Result> {
      return await listed(context, priced(), async (apps) => {
        if (apps.length === 0) await requireScope({ studio }, domainId, owner);
        return rows(apps, appColumns(await sharers(apps), context.clock.now()), {
          name: appReference,
          empty: `no apps in ${domainId}${owner === undefined && flags.type.length + flags.status.length === 0 ? "" : " that match"}`,
          footer: runningFooter(apps, prices),
        });
      });
    }

    async function* priced(): AsyncGenerator<PricedApp, void, undefined> {
      for await (const app of eachApp({ studio }, selection)) yield withHourlyUsd(app, prices, studio.region);
    }

    /** All apps that take slots on instances; filters may hide some of them. */
    async function sharers(shown: readonly App[]): Promise<readonly App[]> {
      const filtered = flags.type.length > 0 || flags.status.length > 0;
      const { output } = context.globals;
      return filtered && (output === "wide" || output === "tsv") ? await listApps({ studio }, { domainId, owner }) : shown;
    }
  },
});
