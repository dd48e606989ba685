import { expect, it } from "vitest";
import type { Receipt } from "../../../src/core/idle/receipt.ts";
import { lastSweptStop } from "../../../src/operations/app/why.ts";
import type { ReceiptsReader } from "../../../src/ports/sweeps.ts";
import { appLine, hours, runLine } from "../../core/idle/receipts.ts";

/** A record of these receipts, in the order of their writing. */
const record = (...receipts: readonly Receipt[]): ReceiptsReader => ({
  async *read() {
    yield* receipts.toReversed();
  },
});
const ofA = ({ AppName }: { readonly AppName: string }): boolean => AppName === "a";
const intent = (): Receipt => ({ ...appLine(), Result: "planned", Kind: "intent" });

it("the reason is the last stop of that app, with time, run and reason", async () => {
  const found = await lastSweptStop(
    record(appLine(), appLine({ At: hours(5), Run: "second", Reason: "later" }), appLine({ AppName: "b", At: hours(9) }), runLine()),
    ofA,
  );
  expect(found).toMatchObject({
    At: hours(5),
    Run: "second",
    Reason: "later",
    isCertain: true,
    app: { DomainId: "d-one", UserProfileName: "alice", AppType: "KernelGateway", AppName: "a" },
  });
});

it.each<[string, readonly Receipt[]]>([
  ["is none where the app was kept", [appLine({ Result: "kept" })]],
  ["is none where the stop failed after it was begun", [intent(), appLine({ Result: "failed" })]],
  ["is none where nothing is on record", []],
])("%s", async (_what, receipts) => expect(await lastSweptStop(record(...receipts), ofA)).toBeUndefined());

it("the reason is uncertain where the run was killed before it recorded the end", async () => {
  expect(await lastSweptStop(record(intent()), ofA)).toMatchObject({ isCertain: false });
  expect(await lastSweptStop(record(intent(), appLine()), ofA)).toMatchObject({ isCertain: true });
});
