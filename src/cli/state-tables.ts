import type { TableLocation } from "../core/idle/state-location.ts";
import type { Layout } from "../operations/state/create.ts";
import type { Progress } from "../ports/progress.ts";
import type { StateTableAdmin } from "../ports/state-table.ts";
import type { AwsSessions } from "../aws/session.ts";
import { systemClock } from "../system/clock.ts";
import type { ContextInputs } from "./context.ts";
import { keepReceiptsMs, stateRegion } from "./environment.ts";
import { onceEach } from "./once.ts";
import type { SweepState } from "./state-files.ts";

/** The state of sweeps in a table that machines share, and the table itself. */
export interface StateTable extends SweepState {
  readonly admin: StateTableAdmin;
  readonly layout: Layout;
  /** The command that creates or completes it. */
  readonly createCommand: string;
}

/** Opens tables; makes no call. Rejects with a usage error where the Region of one is not known. */
export type OpenTable = (location: TableLocation) => Promise<StateTable>;

interface Needs {
  readonly inputs: ContextInputs;
  readonly progress: () => Promise<Progress>;
  readonly sessions: () => Promise<AwsSessions>;
}

export function openTables({ inputs, progress, sessions }: Needs): OpenTable {
  const { env, signal } = inputs;
  /** One of each, so that a table is checked once. */
  const opened = onceEach(async (text = ""): Promise<StateTable> => {
    const [name = "", region] = text.split("@");
    const [
      tables,
      { createStateTableAdmin },
      { createTableSightings },
      { createTableReceipts },
      { createLease },
      { parseReceipt },
      { processName },
    ] = await Promise.all([
      import("../aws/state/table.ts"),
      import("../aws/state/admin.ts"),
      import("../aws/state/sightings.ts"),
      import("../aws/state/receipts.ts"),
      import("../aws/state/lease.ts"),
      import("../core/idle/receipt-line.ts"),
      import("../system/processes.ts"),
    ]);
    const [line, connections] = [await progress(), await sessions()];
    const session = await connections.in(region || undefined);
    const table = tables.createStateTable(session, name, systemClock);
    const warn = (message: string): void => line.note(`warning: ${message}`);
    return {
      admin: createStateTableAdmin(session, table),
      layout: { version: tables.layoutVersion, expiryAttribute: tables.expiryAttribute },
      createCommand: tables.createCommand(name, session.region),
      sightings: createTableSightings(table, signal),
      receipts: createTableReceipts(table, { readLine: parseReceipt, keepMs: keepReceiptsMs(env), warn, signal }),
      lock: createLease(table, systemClock, processName(), signal),
    };
  });
  return (location) => opened(`${location.table}@${stateRegion(inputs, location) ?? ""}`);
}
