import { appendFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Receipts } from "../ports/receipts.ts";

/** The record of all sweeps: `receipts.ndjson` in the folder, only ever added to, each batch in one write. */
export function createReceiptsFile(folder: string): Receipts {
  return {
    async append(receipts) {
      if (receipts.length === 0) return;
      await mkdir(folder, { recursive: true });
      const lines = receipts.map((receipt) => `${JSON.stringify(receipt)}\n`).join("");
      await appendFile(join(folder, "receipts.ndjson"), lines, { flag: "a", mode: 0o600 });
    },
  };
}
