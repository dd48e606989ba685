import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Environment } from "../ports.ts";
import { findProgram } from "./environment.ts";

/*
 * A container's processes see one another, and nothing else of this machine: each app has a PID namespace of its own, where the machine
 * has namespaces and lets this user make them. Elsewhere its processes are those of the machine.
 */

export interface Containers {
  /** The words that start `words` inside the container of an app, which is made where it is absent. */
  enter(app: string, words: readonly string[]): readonly string[];
  /** Ends a container with all that runs in it. */
  end(app: string): void;
  close(): void;
}

interface Container {
  readonly first: ChildProcess;
  /** Holds the id of the namespace's first process, or 0 where there is no namespace. */
  readonly file: string;
}

/** The first process of a container, as the containers of Studio have one. It says that it runs, and ends, with all others, with this one. */
const tini = `#!/bin/sh
echo
exec >/dev/null
while read -r line; do :; done
`;

/** Waits until the container is there. Without a namespace the command runs as it is. */
const entering = [
  'until [ -s "$0" ]; do sleep 0.01; done',
  'read -r pid <"$0"',
  '[ "$pid" = 0 ] && exec "$@"',
  'exec nsenter --target "$pid" --user --preserve-credentials --mount --pid --wdns="$PWD" -- "$@"',
].join("\n");

/** `env` is that of the machine; only the PATH is used. */
export function createContainers(env: Environment, platform: NodeJS.Platform = process.platform): Containers {
  const containers = new Map<string, Container>();
  const hasNamespaces = platform === "linux" && ["unshare", "nsenter"].every((name) => findProgram(name, env) !== undefined);
  let folder: string | undefined;

  function start(): Container {
    folder ??= newFolder();
    const file = join(folder, `${containers.size}-${Date.now().toString(36)}`);
    const words = ["--user", "--map-current-user", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const first = spawn("unshare", [...words, "sh", join(folder, "tini")], {
      env: { PATH: env["PATH"] },
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    let known = false;
    const tell = (pid: string): void => {
      if (known) return;
      known = true;
      try {
        writeFileSync(`${file}.new`, `${pid}\n`);
        renameSync(`${file}.new`, file);
      } catch {
        // The container has been closed.
      }
    };
    first.stdout.once("data", () => tell(childOf(first)));
    first.stdin.on("error", () => {});
    first.once("error", () => tell("0"));
    first.once("close", () => tell("0"));
    first.unref();
    return { first, file };
  }

  function end(app: string): void {
    containers.get(app)?.first.kill("SIGKILL");
    containers.delete(app);
  }

  return {
    enter(app, words) {
      if (!hasNamespaces) return words;
      const container = containers.get(app) ?? start();
      containers.set(app, container);
      return ["/bin/sh", "-c", entering, container.file, ...words];
    },
    end,
    close() {
      for (const app of containers.keys()) end(app);
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
      folder = undefined;
    },
  };
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "studioctl-containers-"));
  writeFileSync(join(folder, "tini"), tini);
  return folder;
}

/** The id of the only child of `unshare`, which is the first process of the namespace. */
function childOf({ pid }: ChildProcess): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim() || "0";
  } catch {
    return "0";
  }
}
