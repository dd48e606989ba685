import type { Receipt } from "../core/idle/receipt.ts";

/** Where the record of sweeps is kept. */
export interface Receipts {
  /** Adds to the end; resolves when written, with `durable` when it would outlast a crash of the machine. */
  append(receipts: readonly Receipt[], how?: { readonly durable: boolean }): Promise<void>;
}

/** A record read back. */
export interface ReceiptsReader {
  /** Every whole line from then on, day by day, oldest day first; nothing where nothing was recorded. */
  read(since: Date): AsyncIterable<Receipt>;
}
