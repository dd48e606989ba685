import { type NewUser, type UserDefaults, headingOf, readUsers, userHeadings } from "../../../core/profile/new-users.ts";
import { parseRowList } from "../../row-list.ts";

const form = { what: "user", headings: userHeadings, headingOf, identity: "UserProfileName", example: "{ UserProfileName: alice }" };

/**
 * Reads a list of users: CSV with a header, or a list in YAML or JSON, by the ending of the file's name; standard input (`-`) by its
 * beginning. All faults are one usage error with their lines.
 */
export function parseUserList(path: string, content: string, defaults: UserDefaults = {}): readonly NewUser[] {
  return parseRowList(path, content, form, (rows) => {
    const { users, faults } = readUsers(rows, defaults);
    return { items: users, faults };
  });
}
