import type { Tag } from "../app/app.ts";
import { checkForm } from "../domain/setup.ts";
import { usageError } from "../errors.ts";
import { checkUserName } from "../reference.ts";
import { faultsAt, type LineFault, type Row } from "../row-list.ts";
import { suggestion } from "../suggest.ts";
import { mostTags, parseTags } from "../tags.ts";

/** A user profile to be created. */
export interface NewUser {
  readonly UserProfileName: string;
  readonly ExecutionRole?: string;
  readonly Tags?: readonly Tag[];
  /** In addition to those of the domain (service-facts: Settings and images). */
  readonly SecurityGroups?: readonly string[];
  /** Its line in the list, from 1; absent on a command line. */
  readonly line?: number;
}

/** The defaults for users of a list. */
export type UserDefaults = Pick<NewUser, "ExecutionRole" | "Tags" | "SecurityGroups">;

/** The headings of a list of users. */
export const userHeadings = ["UserProfileName", "ExecutionRole", "Tags"] as const;

/** The same, by their accepted spellings in lower case. */
const headings = new Map<string, (typeof userHeadings)[number]>([
  ["userprofilename", "UserProfileName"],
  ["user", "UserProfileName"],
  ["executionrole", "ExecutionRole"],
  ["tags", "Tags"],
]);

/** The heading for a word in any case; throws a usage error with the valid headings for another word. */
export function headingOf(word: string): (typeof userHeadings)[number] {
  const heading = headings.get(word.trim().toLowerCase());
  if (heading !== undefined) return heading;
  throw usageError(`"${word}" is not a column of a list of users`, { fix: suggestion(word, userHeadings) });
}

/** User profile names are compared without regard to case (service-facts: App rules). */
export function userKey(name: string): string {
  return name.toLowerCase();
}

/** The users of a list, each with its line, and all faults in it: nothing is created if there are any. */
export function readUsers(
  rows: readonly Row[],
  defaults: UserDefaults,
): { readonly users: readonly NewUser[]; readonly faults: readonly LineFault[] } {
  const faults: LineFault[] = [];
  const users = rows.flatMap((row) => {
    const found = faultsAt(row.line, () => withDefaults(toUser(row), defaults));
    faults.push(...found.faults);
    return found.value === undefined ? [] : [found.value];
  });
  return { users, faults: [...faults, ...repeated(users)].toSorted((a, b) => a.line - b.line) };
}

/** A user's own role, and the tags of both; the user's own value wins. Throws a usage error for too many tags. */
function withDefaults(user: NewUser, { ExecutionRole, SecurityGroups, Tags = [] }: UserDefaults): NewUser {
  const own = user.Tags ?? [];
  const tags = [...own, ...Tags.filter(({ Key }) => !own.some((tag) => tag.Key === Key))];
  if (tags.length > mostTags) throw usageError(`${tags.length} tags, with those of --tag`, { fix: `at most ${mostTags}` });
  return {
    ...(ExecutionRole !== undefined && { ExecutionRole }),
    ...(SecurityGroups !== undefined && { SecurityGroups }),
    ...user,
    ...(tags.length > 0 && { Tags: tags }),
  };
}

/** Names that occur twice, ignoring case; the later row is reported. */
function repeated(users: readonly NewUser[]): LineFault[] {
  const first = new Map<string, NewUser>();
  return users.flatMap((user) => {
    const earlier = first.get(userKey(user.UserProfileName));
    if (earlier === undefined) first.set(userKey(user.UserProfileName), user);
    if (earlier === undefined || user.line === undefined) return [];
    const spelt =
      earlier.UserProfileName === user.UserProfileName
        ? ""
        : `, as "${earlier.UserProfileName}"; names are compared without regard to case`;
    return [{ line: user.line, what: `"${user.UserProfileName}" is in line ${earlier.line} already${spelt}` }];
  });
}

function toUser({ line, members }: Row): NewUser {
  const row = withHeadings(members);
  const name = textOf(row, "UserProfileName");
  if (name === undefined) throw usageError("no UserProfileName");
  checkUserName(name);
  const role = textOf(row, "ExecutionRole");
  if (role !== undefined) checkForm("RoleArn")(role, "ExecutionRole");
  const tags = tagsOf(row.get("Tags"));
  return {
    UserProfileName: name,
    ...(role !== undefined && { ExecutionRole: role }),
    ...(tags.length > 0 && { Tags: tags }),
    line,
  };
}

type Cells = ReadonlyMap<string, unknown>;

function withHeadings(members: Row["members"]): Cells {
  const row = new Map<string, unknown>();
  for (const [word, value] of Object.entries(members)) {
    const heading = headingOf(word);
    if (row.has(heading)) throw usageError(`${heading} is given twice`);
    row.set(heading, value);
  }
  return row;
}

/** An empty cell counts as absent. */
function textOf(row: Cells, heading: string): string | undefined {
  const value = row.get(heading) ?? "";
  if (typeof value !== "string") throw usageError(`${heading}: ${JSON.stringify(value)} is not text`, { fix: "put it in quotes" });
  return value.trim() === "" ? undefined : value.trim();
}

/** Tags from `K=V;K=V` in a cell, or from a list in the service's form. */
function tagsOf(value: unknown): readonly Tag[] {
  return parseTags(typeof value === "string" ? partsOf(value) : tagTexts(value ?? []), "Tags");
}

function partsOf(text: string): string[] {
  return text
    .split(";")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function tagTexts(value: unknown): string[] {
  if (Array.isArray(value) && value.every(isTag)) return value.map(({ Key, Value }) => `${Key}=${Value}`);
  throw usageError(`Tags: ${JSON.stringify(value)} is not a list of tags`, {
    fix: '"KEY=VALUE;KEY=VALUE", or [{ "Key": "…", "Value": "…" }]',
  });
}

/** A key with an equals sign could not be distinguished from its value. */
function isTag(value: unknown): value is Tag {
  if (typeof value !== "object" || value === null) return false;
  const { Key, Value, ...others }: Partial<Record<string, unknown>> = value;
  return typeof Key === "string" && !Key.includes("=") && typeof Value === "string" && Object.keys(others).length === 0;
}
