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

/** The state of sweeps between runs, and their lock. */
export interface SweepState {
  readonly sightings: SightingsStore;
  readonly receipts: Receipts & ReceiptsReader;
  readonly lock: Lock;
}

/** The same in the state folder, which can say what scopes it has. */
export interface FolderState extends SweepState {
  readonly sightings: SightingsStore & { readonly scopes: () => Promise<readonly string[]> };
}

/** Records in files that the user names. */
export interface ReportFiles {
  /** An additional record in a file; rejects with a usage error where the file cannot be written. */
  readonly openReport: (file: string) => Promise<Receipts>;
  readonly readReport: (file: string) => ReceiptsReader;
}

/** The files of the state folder, each opened on first use. */
export interface StateFiles {
  /** The state folder. Throws `failed` where there is none, or where others may write to it. */
  stateFolder(): string;
  /** The state folder of the account; that of the sandbox is separate. */
  sweepFolder(): string;
  /** Tests that the state folder can be written, and returns its path. Rejects if it cannot. */
  tryStateFolder(): Promise<string>;
  /** The state of sweeps in the state folder. */
  folderState(): Promise<FolderState>;
  reportFiles(): Promise<ReportFiles>;
  /** The domains in which AWS refused to start Studio Classic apps. */
  classicRefusals(): Promise<ClassicRefusals>;
  /** The owners of home directories on retained file systems. */
  homeMaps(): Promise<HomeMaps>;
  priceCache(): Promise<PriceCache>;
  /** Removes the state of sweeps for the sandbox, such as first sightings, receipts and warnings; the lock of a running sweep stays. */
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
  /** Sightings of the sandbox are separate from those of the real account. */
  const sweepFolder = (): string => (wantsSandbox(inputs) ? join(ownedStateFolder(), "sandbox") : ownedStateFolder());

  return {
    stateFolder: ownedStateFolder,
    sweepFolder,
    tryStateFolder: async () => (await import("../system/writable.ts")).tryWriting(stateFolder(env)),
    folderState: once(async () => {
      const [{ createSightingsFile }, { createReceiptsFolder }, { createLockFile }] = await Promise.all([
        import("../system/sightings-file.ts"),
        import("../system/receipts-folder.ts"),
        import("../system/lock-file.ts"),
      ]);
      const [ownFolder, line] = [sweepFolder(), await progress()];
      const warn = (message: string): void => line.note(`warning: ${message}`);
      return {
        sightings: createSightingsFile(ownFolder, warn),
        receipts: createReceiptsFolder(join(ownFolder, "receipts"), keepReceiptsMs(env), warn),
        lock: createLockFile(ownFolder, systemClock),
      };
    }),
    reportFiles: once(async () => {
      const [{ openReceiptsFile, receiptsFileReader }, line] = await Promise.all([import("../system/receipts-file.ts"), progress()]);
      const warn = (message: string): void => line.note(`warning: ${message}`);
      return { openReport: openReceiptsFile, readReport: (file: string) => receiptsFileReader(file, warn) };
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
        // A cache that only saves calls must not cause a failure.
        return { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
      }
      return createPricesFile(folder, source, (message) => void io.stderr.write(`note: ${message}\n`));
    }),
    forgetSandbox: async () =>
      await (await import("../system/empty-folder.ts")).emptyFolder(join(ownedStateFolder(), "sandbox"), /\.lock(\.|$)/),
  };
}
