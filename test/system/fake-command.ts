import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A folder to be the only one with commands of a test's own; the shell's are behind it. */
export interface FakeCommands {
  readonly folder: string;
  /** With the fake commands first. */
  readonly path: string;
  /** Adds a command that is a shell script; `$FOLDER` is the folder. */
  readonly add: (name: string, script: string) => void;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

export function fakeCommands(): FakeCommands {
  const folder = mkdtempSync(join(tmpdir(), "studioctl it's 100% "));
  folders.push(folder);
  const bin = join(folder, "bin");
  mkdirSync(bin);
  return {
    folder,
    path: `${bin}:/usr/bin:/bin`,
    add(name, script) {
      const path = join(bin, name);
      writeFileSync(path, `#!/bin/sh\nFOLDER=$(dirname "$(dirname "$0")")\n${script}`);
      chmodSync(path, 0o700);
    },
  };
}

/** As crontab(1) does: the user's lines are in `crontab` in the folder. */
export const crontabScript = `
case "$*" in
  -l) cat "$FOLDER/crontab" 2>/dev/null || { echo "no crontab for alice" >&2; exit 1; } ;;
  -) cat >"$FOLDER/crontab" ;;
  -r) rm "$FOLDER/crontab" ;;
  *) echo "crontab: usage error" >&2; exit 1 ;;
esac
`;

/** As systemctl(1) does for one user: each call is a line of `calls`, what is enabled and runs a file. */
export const systemctlScript = `
[ "$1" = --user ] || exit 1
shift
echo "$*" >>"$FOLDER/calls"
case "$1" in
  daemon-reload) ;;
  is-enabled) [ -e "$FOLDER/$2.enabled" ] ;;
  is-active) [ -e "$FOLDER/$2.active" ] || exit 3 ;;
  enable) touch "$FOLDER/$2.enabled" ;;
  restart) touch "$FOLDER/$2.active" ;;
  disable) rm "$FOLDER/$3.enabled" "$FOLDER/$3.active" ;;
  *) exit 1 ;;
esac
`;
