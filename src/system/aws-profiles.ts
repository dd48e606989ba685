import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type SharedFile, parseSharedFile, profilesOf } from "../core/connection/shared-config.ts";
import { isAbsent } from "./file-error.ts";
import { type Environment, homeFolder } from "./paths.ts";

/** A configuration file of the AWS CLI. */
export interface SharedFileAt extends SharedFile {
  readonly path: string;
  readonly exists: boolean;
}

export interface SharedConfig {
  readonly config: SharedFileAt;
  readonly credentials: SharedFileAt;
}

/** The two files of the AWS CLI. An unreadable file counts as empty. */
export function readSharedConfig(env: Environment): SharedConfig {
  // A nonexistent folder is used for a user without a home.
  const home = homeFolder(env) ?? "/nonexistent";
  const at = (variable: string, name: string): SharedFileAt => {
    const path = (env[variable] || join(home, ".aws", name)).replace(/^~(?=\/)/, home);
    try {
      return { path, exists: true, ...parseSharedFile(readFileSync(path, "utf8")) };
    } catch (error) {
      return { path, exists: !isAbsent(error), sections: new Map() };
    }
  };
  return { config: at("AWS_CONFIG_FILE", "config"), credentials: at("AWS_SHARED_CREDENTIALS_FILE", "credentials") };
}

/** Only the names of the profiles in the files of the AWS CLI. */
export function awsProfiles(env: Environment): string[] {
  const { config, credentials } = readSharedConfig(env);
  return profilesOf(config, credentials);
}
