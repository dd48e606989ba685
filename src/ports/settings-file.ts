import type { Settings } from "../core/configuration.ts";

/** The user's own configuration. */
export interface SettingsFile {
  readonly path: string;
  /** Nothing if there is no file; throws a usage error, naming the file, if it does not hold settings. */
  read(): Settings;
  write(settings: Settings): Promise<void>;
}
