import { type History, HistoryReader, type HistoryScope } from "../../core/idle/history.ts";
import type { ReceiptsReader } from "../../ports/receipts.ts";

/** Reads a record back, line by line: what it holds on to are the stops. */
export async function readHistory(receipts: ReceiptsReader, scope: HistoryScope): Promise<History> {
  const reader = new HistoryReader(scope);
  for await (const receipt of receipts.read(scope.since)) reader.add(receipt);
  return reader.history();
}
