import { join } from "node:path";
import type { ClassicRefusals } from "../ports/classic-refusals.ts";
import type { HomeMaps } from "../ports/file-systems.ts";
import type { PriceCache } from "../ports/prices.ts";
import type { Progress } from "../ports/progress.ts";
import type { Lock, Receipts, ReceiptsReader, SightingsStore } from "../ports/sweeps.ts";
import { systemClock } from "../system/clock.ts";
import { requireOwnFolder } from "../system/own-folder.ts";
import { stateFolder } from "../system/paths.ts";
import type { ContextInputs } from "./context.ts";
import { keepReceiptsMs, wantsSandbox } from "./environment.ts";
import { once } from "./once.ts";

/** What sweeps keep between runs, and what keeps two of them apart. */
export interface SweepFiles {
  readonly sightings: SightingsStore;
  readonly receipts: Receipts & ReceiptsReader;
  /** A record in a file besides; rejects with a usage error where the file cannot be written. */
  readonly openReport: (file: string) => Promise<Receipts>;
  readonly readReport: (file: string) => ReceiptsReader;
  readonly lock: Lock;
}

/** What is kept between invocations, in the state folder; each file is opened when first asked for. */
export interface StateFiles {
  /** The folder for what is kept between invocations. Throws `failed` where there is none, or where others may write to it. */
  stateFolder(): string;
  /** The same for what is kept about the account: what is kept about the sandbox is apart from it. */
  sweepFolder(): string;
  /** Writes to the state folder, and gives its path. Rejects if nothing can be kept between invocations. */
  tryStateFolder(): Promise<string>;
  sweepFiles(): Promise<SweepFiles>;
  /** Where AWS has refused to start Studio Classic apps. */
  classicRefusals(): Promise<ClassicRefusals>;
  /** Whose home directories are on file systems that stay. */
  homeMaps(): Promise<HomeMaps>;
  priceCache(): Promise<PriceCache>;
  /** Removes what sweeps keep about the sandbox, such as first sightings, receipts and warnings; the lock of a sweep that runs stays. */
  forgetSandbox(): Promise<void>;
}

/** `progress` shows the warnings about files that cannot be read. */
export function createStateFiles(inputs: ContextInputs, progress: () => Promise<Progress>): StateFiles {
  const { env, globals, io } = inputs;
  const ownedStateFolder = (): string => {
    const folder = stateFolder(env);
    requireOwnFolder(folder);
    return folder;
  };
  /** What a sweep remembers of the sandbox is no part of what it remembers of the real account. */
  const sweepFolder = (): string => (wantsSandbox(inputs) ? join(ownedStateFolder(), "sandbox") : ownedStateFolder());

  return {
    stateFolder: ownedStateFolder,
    sweepFolder,
    tryStateFolder: async () => (await import("../system/writable.ts")).tryWriting(stateFolder(env)),
    sweepFiles: once(async () => {
      const [{ createSightingsFile }, { createReceiptsFolder }, { openReceiptsFile, receiptsFileReader }, { createLockFile }] =
        await Promise.all([
          import("../system/sightings-file.ts"),
          import("../system/receipts-folder.ts"),
          import("../system/receipts-file.ts"),
          import("../system/lock-file.ts"),
        ]);
      const [ownFolder, line] = [sweepFolder(), await progress()];
      const warn = (message: string): void => line.note(`warning: ${message}`);
      return {
        sightings: createSightingsFile(ownFolder, warn),
        receipts: createReceiptsFolder(join(ownFolder, "receipts"), keepReceiptsMs(env), warn),
        openReport: openReceiptsFile,
        readReport: (file: string) => receiptsFileReader(file, warn),
        lock: createLockFile(ownFolder, systemClock),
      };
    }),
    homeMaps: once(async () =>
      (await import("../system/home-maps-folder.ts")).createHomeMapsFolder(join(sweepFolder(), "home-directories")),
    ),
    classicRefusals: async () => (await import("../system/classic-refusals-file.ts")).createClassicRefusalsFile(sweepFolder()),
    priceCache: once(async (): Promise<PriceCache> => {
      const { createPricesFile } = await import("../system/prices-file.ts");
      const source = globals.endpointUrl ?? env["AWS_ENDPOINT_URL_PRICING"] ?? env["AWS_ENDPOINT_URL"];
      let folder: string;
      try {
        folder = sweepFolder();
      } catch {
        // What is only kept to save calls is no reason to fail.
        return { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
      }
      return createPricesFile(folder, source, (message) => void io.stderr.write(`note: ${message}\n`));
    }),
    forgetSandbox: async () =>
      await (await import("../system/empty-folder.ts")).emptyFolder(join(ownedStateFolder(), "sandbox"), /\.lock(\.|$)/),
  };
}
