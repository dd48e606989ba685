import { readFileSync } from "node:fs";
import { usageError } from "../core/errors.ts";
import { isRecord } from "../core/collections.ts";
import { type SettingKey, type Settings, settingKeys } from "../core/configuration.ts";
import { suggestion } from "../core/suggest.ts";
import type { SettingsFile } from "../ports/settings-file.ts";
import { isAbsent } from "./file-error.ts";
import { type Environment, settingsPath } from "./paths.ts";

/** The configuration of the user; empty if its path is unknown; then only writing it or showing its path is an error. */
export function userSettings(env: Environment): SettingsFile {
  try {
    return createSettingsFile(settingsPath(env));
  } catch (error) {
    return {
      get path(): string {
        throw error;
      },
      read: () => ({}),
      write: () => Promise.reject(error instanceof Error ? error : new Error(String(error))),
    };
  }
}

/** Settings as one JSON object of texts. Read at every start, so synchronously and without a library. */
export function createSettingsFile(path: string): SettingsFile {
  return {
    path,
    read: () => parse(textOf(path), path),
    write: async (settings) => {
      const { writeOwnFile } = await import("./own-file.ts");
      await writeOwnFile(path, `${JSON.stringify(settings, null, 2)}\n`, "STUDIOCTL_CONFIG");
    },
  };
}

function textOf(path: string): string {
  try {
    // Editors on Windows add a byte order mark, which JSON does not allow.
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    if (isAbsent(error)) return "{}";
    throw refused(path, messageOf(error));
  }
}

function parse(text: string, path: string): Settings {
  const document = parsed(text, path);
  if (!isRecord(document)) throw refused(path, "it is not a JSON object");
  for (const [key, value] of Object.entries(document)) {
    if (!isKey(key)) throw refused(path, `it has "${key}", which is not a setting`, suggestion(key, settingKeys));
    if (typeof value !== "string") throw refused(path, `${key} is ${JSON.stringify(value)}, which is not text`);
  }
  return document;
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(path, messageOf(error));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isKey(text: string): text is SettingKey {
  return settingKeys.some((key) => key === text);
}

function refused(path: string, why: string, fix = "correct the file, or remove it"): Error {
  return usageError(`cannot use the configuration ${path}`, { why, fix });
}
