import { StudioctlError } from "../errors.ts";
import { closest, namesText, nearestFirst } from "../suggest.ts";

/** A configuration file of the AWS CLI, as far as it can be parsed. */
export interface SharedFile {
  /** Settings by section, as the file names it: `profile dev`. */
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** The first line that is neither section, setting nor comment: the AWS CLI then rejects the whole file, the SDKs ignore the line. */
  readonly fault?: SharedFault;
}

export interface SharedFault {
  /** Counted from 1. */
  readonly line: number;
  readonly what: string;
}

/** Reads `[section]`, `name = value`, indented lines that belong to the value before, and comments (AWS SDKs and Tools Reference Guide: file format). */
export function parseSharedFile(text: string): SharedFile {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let fault: SharedFault | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line === "" || /^[#;]/.test(line) || (section !== undefined && section.size > 0 && /^\s/.test(raw))) continue;
    const [, name] = /^\[\s*(.+?)\s*\]/.exec(line) ?? [];
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      continue;
    }
    const [, key, value = ""] = /^([^=:]+?)\s*[=:]\s*(.*?)(?:\s[#;].*)?$/.exec(line) ?? [];
    if (section !== undefined && key !== undefined && !line.startsWith("[")) section.set(key.toLowerCase(), value);
    else fault ??= { line: index + 1, what: whatIsWrong(line, section !== undefined) };
  }
  return { sections, ...(fault !== undefined && { fault }) };
}

/** The line itself is not shown: it may contain a key. */
function whatIsWrong(line: string, inSection: boolean): string {
  if (line.startsWith("[")) return "a section without its closing bracket";
  return inSection ? "neither [section], nor name = value, nor a comment" : "a setting before the first [section]";
}

/** The two files and their paths. */
export interface SharedFiles {
  readonly config: SharedFile & { readonly path: string };
  readonly credentials: SharedFile & { readonly path: string };
}

/**
 * Why these files cannot be used: a line that cannot be parsed (the AWS CLI rejects the file, the SDK would ignore that setting), or a
 * profile that is in neither file (the SDK would use an instance's role).
 */
export function sharedConfigFault({ config, credentials }: SharedFiles, profile: string | undefined): StudioctlError | undefined {
  for (const { path, fault } of [config, credentials]) {
    if (fault === undefined) continue;
    return new StudioctlError("no-credentials", `line ${fault.line} of ${path} is not valid`, {
      why: fault.what,
      fix: `correct or remove the line: ${path}:${fault.line}`,
    });
  }
  const profiles = profilesOf(config, credentials);
  if (profile === undefined || profile === "default" || profiles.includes(profile)) return undefined;
  const [first] = profiles;
  return new StudioctlError("no-credentials", `no AWS profile "${profile}"`, {
    why:
      first === undefined
        ? `${config.path} and ${credentials.path} contain no profile`
        : `the profiles are: ${namesText(nearestFirst(profile, profiles))}`,
    fix:
      first === undefined
        ? `run: aws configure --profile ${profile}`
        : closest(profile, profiles) === undefined
          ? "name one of them with --profile or AWS_PROFILE"
          : `did you mean --profile ${closest(profile, profiles)}?`,
  });
}

/** The profiles of the two files, in their order. */
export function profilesOf(config: SharedFile, credentials: SharedFile): string[] {
  const named = [...config.sections.keys()].flatMap((section) => profileName(section) ?? []);
  return [...new Set([...named, ...credentials.sections.keys()])];
}

/** A setting of a profile; the credentials file wins, as in the SDKs. */
export function profileSetting(config: SharedFile, credentials: SharedFile, profile: string, key: string): string | undefined {
  const section = [...config.sections].findLast(([name]) => profileName(name) === profile)?.[1];
  return credentials.sections.get(profile)?.get(key) ?? section?.get(key);
}

function profileName(section: string): string | undefined {
  if (section === "default") return section;
  const [, name] = /^profile\s+(.+)$/.exec(section) ?? [];
  return name?.replace(/^(["'])(.*)\1$/, "$2");
}
