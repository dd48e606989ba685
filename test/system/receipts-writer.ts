/* A process of its own that adds lines to a record: `node … receipts-writer.ts FOLDER NAME BATCHES`. */
import { createReceiptsFolder } from "../../src/system/receipts-folder.ts";
import { appLine } from "../core/idle/receipts.ts";

const [folder = "", Run = "", batches = "0"] = process.argv.slice(2);
const receipts = createReceiptsFolder(folder, Number.MAX_SAFE_INTEGER, () => {});
for (let batch = 0; batch < Number(batches); batch += 1) {
  await receipts.append(
    Array.from({ length: 20 }, (_, i) => appLine({ Run, AppName: `${batch}-${i}`, Reason: "x".repeat((batch * 37) % 500) })),
  );
}
