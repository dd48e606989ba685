import { mkdir } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { usageError } from "../core/errors.ts";
import { isRecord } from "../core/record.ts";
import { type SettingKey, type Settings, settingKeys } from "../core/settings.ts";
import { suggestion } from "../core/suggest.ts";
import type { SettingsFile } from "../ports/settings-file.ts";
import { isAbsent } from "./file-error.ts";

/** Settings as one JSON object of texts. Read at every start, so at once and without a library. */
export function createSettingsFile(path: string): SettingsFile {
  return {
    path,
    read: () => parse(textOf(path), path),
    async write(settings) {
      const { default: writeFileAtomic } = await import("write-file-atomic");
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
    },
  };
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isAbsent(error)) return "{}";
    throw refused(path, messageOf(error));
  }
}

function parse(text: string, path: string): Settings {
  const document = parsed(text, path);
  if (!isRecord(document)) throw refused(path, "it is no JSON object");
  for (const [key, value] of Object.entries(document)) {
    if (!isKey(key)) throw refused(path, `it has "${key}", which is no setting`, suggestion(key, settingKeys));
    if (typeof value !== "string") throw refused(path, `${key} is ${JSON.stringify(value)}, and not a text`);
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
