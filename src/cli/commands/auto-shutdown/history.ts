import { checkUserName, parseOwner } from "../../../core/reference.ts";
import { appReference, ownerLabel, ownerOf } from "../../../core/app/app.ts";
import { formatDuration } from "../../../core/time.ts";
import { usageError } from "../../../core/errors.ts";
import type { PastStop, Totals } from "../../../core/idle/history.ts";
import { readHistory } from "../../../operations/sweep/record.ts";
import type { StateLocation } from "../../../core/idle/state-location.ts";
import type { ReceiptsReader } from "../../../ports/sweeps.ts";
import { stateFlag } from "../../state-flag.ts";
import { renderBars } from "../../../output/bars.ts";
import type { Column, Tone } from "../../../output/column.ts";
import { wantsSandbox } from "../../environment.ts";
import { age, dollars, hourlyFigure, isoTime } from "../../views/columns.ts";
import { accountLabel, type AccountFlags, accountFlags, namedAccounts, requireAccountFlags, wantsAccounts } from "../../accounts.ts";
import { concurrency } from "../../../core/concurrency.ts";
import type { Account } from "../../../core/account/account.ts";
import { rounded } from "../../../core/cost/billing.ts";
import { defineCommand } from "../../command.ts";
import type { Context } from "../../context.ts";
import { durationFlag, listFlag, textFlag } from "../../flags.ts";
import { streamed } from "../../result.ts";

const barWidth = 40;
/** More would not be read; json has all of them. */
const mostBars = 31;

const tones: { readonly [Result in PastStop["Result"]]?: Tone } = { stopped: "good", failed: "bad", planned: "warn" };

const columns: readonly Column<PastStop>[] = [
  { header: "WHEN", value: (stop) => isoTime(stop.At) },
  { header: "APP", value: (stop) => `${ownerLabel(ownerOf(stop))}/${stop.AppName}` },
  { header: "TYPE", value: (stop) => stop.AppType, wide: true },
  { header: "INSTANCE", value: (stop) => stop.InstanceType ?? "", droppable: true },
  { header: "RESULT", value: (stop) => (stop.Result === "planned" ? "unfinished" : stop.Result), tone: (stop) => tones[stop.Result] },
  { header: "$/H", value: (stop) => hourlyFigure(stop.HourlyUsdSaved), wide: true, align: "right" },
  { header: "SAVED", value: (stop) => (stop.UsdSaved === undefined ? "" : dollars(stop.UsdSaved)), align: "right" },
  { header: "DOMAIN", value: (stop) => stop.DomainId, wide: true },
  { header: "REGION", value: (stop) => stop.Region, wide: true },
  { header: "ACCOUNT", value: ({ AccountId, Account: older = "" }) => AccountId ?? older, wide: true },
  { header: "REASON", value: (stop) => stop.Reason, wraps: true },
  { header: "START AGAIN", value: (stop) => stop.Restart ?? "", wide: true, wraps: true },
];

/** Older lines have their account as `Account` only. */
const pastAccountColumn: Column<PastStop> = {
  header: "ACCOUNT",
  value: ({ AccountName, AccountId, Account: older = "" }) => AccountName ?? AccountId ?? older,
};

/** The account first. */
const inAccountsColumns: readonly Column<PastStop>[] = [pastAccountColumn, ...columns.filter(({ header }) => header !== "ACCOUNT")];

export const autoShutdownHistory = defineCommand({
  name: "auto-shutdown history",
  summary: "Show what runs stopped, when and why, and what it saved",
  description:
    "Reads the record that runs keep, in the state folder or in the table that --state names; calls nothing else. A stop saves the on-demand price of the instance that it freed, from the " +
    "stop until a later run sees that instance running again, or until now, but for at most 24 hours. It counts for the day " +
    "(UTC) of the stop. Stopping an app while others still run on its instance saves nothing. --accounts and --organization select " +
    "the stops of these accounts and add their sums; the role is not needed here, and accepted so that the same flags fit all commands.",
  flags: {
    since: durationFlag("how far to look back", "7d"),
    user: listFlag("USER", "only apps of these user profiles", { check: checkUserName, completes: "user" }),
    space: listFlag("SPACE", "only apps of these spaces", { check: (text) => void parseOwner(`space:${text}`), completes: "space" }),
    report: textFlag("FILE", "read a file that --report of plan or run wrote, instead of the record that runs keep", {
      completes: "file",
    }),
    state: stateFlag,
    ...accountFlags,
  },
  examples: [
    ["Show the last week", "studioctl auto-shutdown history"],
    ["Show what was stopped for one user in a month, and what it saved", "studioctl auto-shutdown history --since 30d --user alice"],
    ["Show what was stopped in the accounts of a list", "studioctl auto-shutdown history --accounts accounts.yaml"],
    ["Print the dollars saved on each day", "studioctl auto-shutdown history --since 90d --query 'Days[].[Day,UsdSaved]' -o tsv"],
  ],
  seeAlso: ["auto-shutdown run", "cost"],
  async run({ flags, context }) {
    requireAccountFlags(flags, { role: false });
    const accounts = wantsAccounts(flags) ? await wantedAccounts(context, flags) : undefined;
    const now = await presentTime(context);
    const { region, output, query } = context.globals;
    const reading = readHistory(await recordOf(context, flags), {
      since: new Date(now.getTime() - flags.since),
      now,
      users: flags.user,
      spaces: flags.space,
      regions: region?.split(",") ?? [],
      domains: domainIds(context),
      accounts: accounts?.map(({ AccountId }) => AccountId),
    });
    const forPerson = query === undefined && (output === "table" || output === "wide");
    const { Since, Until } = reading;
    const sums = accounts && new AccountSums(accounts);
    return streamed(sums === undefined ? reading.stops : sums.counted(reading.stops), sums === undefined ? columns : inAccountsColumns, {
      document: { before: { Since, Until }, list: "Stops", after: () => ({ ...reading.totals(), ...(sums && { Accounts: sums.list() }) }) },
      name: (stop) => (stop.Result === "stopped" ? appReference(stop) : undefined),
      empty: `nothing was stopped in the last ${formatDuration(flags.since)}`,
      footer: () => {
        const totals = reading.totals();
        return [...sumLines(totals, Until), ...(sums?.list() ?? []).map(accountSumLine), ...(forPerson ? chart(totals) : [])];
      },
    });
  },
});

/** The record in a file that --report names, else the one that runs keep. */
async function recordOf(
  context: Context,
  { report, state }: { readonly report: string | undefined; readonly state: StateLocation | undefined },
): Promise<ReceiptsReader> {
  if (report !== undefined) return (await context.reportFiles()).readReport(report);
  return (await context.sweepState(state)).receipts;
}

/** The accounts of the flags. The record is read without their roles. */
async function wantedAccounts(context: Context, flags: AccountFlags): Promise<readonly Account[]> {
  return await namedAccounts(context, flags, { concurrency, progress: await context.progress(), signal: context.signal });
}

interface AccountSum {
  readonly AccountId: string;
  readonly Name?: string;
  readonly Stopped: number;
  readonly UsdSaved: number;
}

/** The sums of the stops of each account, counted while these are shown. */
class AccountSums {
  readonly #accounts: readonly Account[];
  readonly #sums = new Map<string, { stopped: number; usd: number }>();

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts;
  }

  async *counted(stops: AsyncIterable<PastStop>): AsyncGenerator<PastStop, void, undefined> {
    for await (const stop of stops) {
      const account = stop.AccountId ?? stop.Account ?? "";
      const { stopped, usd } = this.#sums.get(account) ?? { stopped: 0, usd: 0 };
      this.#sums.set(account, { stopped: stopped + (stop.Result === "stopped" ? 1 : 0), usd: usd + (stop.UsdSaved ?? 0) });
      yield stop;
    }
  }

  /** Of the stops so far. */
  list(): readonly AccountSum[] {
    return this.#accounts.map(({ AccountId, Name }) => {
      const { stopped, usd } = this.#sums.get(AccountId) ?? { stopped: 0, usd: 0 };
      return { AccountId, ...(Name !== undefined && { Name }), Stopped: stopped, UsdSaved: rounded(usd) };
    });
  }
}

function accountSumLine({ Stopped, UsdSaved, ...account }: AccountSum): string {
  return `${accountLabel(account)}: ${Stopped} stopped, saved ${dollars(UsdSaved)}`;
}

/** The sandbox's time can be ahead of this machine's. */
async function presentTime(context: Context): Promise<Date> {
  const now = context.clock.now();
  if (!wantsSandbox(context)) return now;
  const { openStore, sandboxStateFile, sandboxStatus } = await context.sandbox();
  return (await sandboxStatus(openStore(sandboxStateFile(context.stateFolder())), now.getTime())).Clock;
}

function domainIds({ globals }: Context): readonly string[] {
  const named = globals.domain?.split(",") ?? [];
  const name = named.find((domain) => !domain.startsWith("d-"));
  if (name === undefined) return named;
  throw usageError(`--domain: "${name}" is not a domain id`, { why: "the record contains domains by their ids", fix: "--domain d-…" });
}

function sumLines({ Summary }: Totals, until: Date): string[] {
  const { Stopped, Failed, Unfinished, UsdSaved, Unpriced, Runs, FailedRuns, LastRunAt } = Summary;
  const counts = [`${Stopped} stopped`, ...(Failed > 0 ? [`${Failed} could not be`] : []), `saved ${dollars(UsdSaved)}`];
  const runs = [
    count(Runs, "run"),
    ...(FailedRuns > 0 ? [`${FailedRuns} of them failed`] : []),
    ...(LastRunAt ? [`the last ${age(LastRunAt, until)} ago`] : []),
  ];
  return [
    ...(Unfinished > 0
      ? [`${count(Unfinished, "stop")} begun by a run that is still active or was killed: whether the app was stopped is not recorded`]
      : []),
    ...(Stopped + Failed > 0 ? [counts.join(", ")] : []),
    ...(Unpriced > 0 ? [`${count(Unpriced, "stop")} without a known price not counted`] : []),
    runs.join(", "),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function chart({ Days }: Totals): string[] {
  if (Days.length === 0) return [];
  const shown = Days.slice(0, mostBars).toReversed();
  const title = Days.length > mostBars ? `saved per day, the latest ${mostBars} of ${Days.length} days with stops` : "saved per day";
  return [
    "",
    `${title}:`,
    ...renderBars(
      shown.map(({ Day, UsdSaved }) => ({ label: Day, value: UsdSaved, text: dollars(UsdSaved) })),
      barWidth,
    ),
  ];
}
