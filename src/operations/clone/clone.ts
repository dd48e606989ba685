import { allowedTransports } from "../../core/clone/repository.ts";
import { type ErrorDetails, StudioctlError, withNote } from "../../core/errors.ts";
import { within } from "../../core/time-limit.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Progress } from "../../ports/progress.ts";

/** Runs a program in the app to its end, or ends it when the signal is aborted. Calls `started` once it runs. */
export type RunInApp = (
  argv: readonly [string, ...string[]],
  options: { readonly signal: AbortSignal; readonly started?: () => void },
) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

interface Ports {
  readonly run: RunInApp;
  readonly clock: Clock;
  readonly progress: Progress;
}

export interface CloneRequest {
  readonly url: string;
  readonly branch: string | undefined;
  /** Relative to the home directory. */
  readonly into: string;
  /** For messages and commands. */
  readonly target: string;
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Called when the first program runs in the app. */
  readonly entered?: () => void;
}

export interface Cloned {
  readonly Path: string;
  readonly Commit: string;
  /** Absent: a tag or a commit, or a repository without commits. */
  readonly Branch?: string;
  /** How often git found the index locked. */
  readonly Retries: number;
}

/** Studio's git panel reads a new repository and locks its index for a moment. */
const tries = 5;
const pauseMilliseconds = 1_000;

/** How long removing an incomplete clone may take, which happens also after Ctrl-C. */
const cleanupMilliseconds = 20_000;

/** Exit codes of the script that are not git's own. */
const [noGit, taken, noFolder] = [91, 92, 93];

/**
 * One step of a clone, in the app's shell: `begin`, `again` after a locked index, `end`, `drop`. Everything happens in a draft next to the
 * final folder, and is renamed at the end. Git does not prompt, and writes English.
 */
const script = `
step=$1 url=$2 dir=$3 draft=$4 branch=$5
cd || exit ${noFolder}
export LC_ALL=C GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=/bin/false SSH_ASKPASS=/bin/false GCM_INTERACTIVE=never
export GIT_SSH_COMMAND="\${GIT_SSH_COMMAND:-ssh} -o BatchMode=yes" GIT_ALLOW_PROTOCOL=${allowedTransports.join(":")}
case $step in
begin)
  command -v git >/dev/null 2>&1 || exit ${noGit}
  if [ -e "$dir" ] || [ -L "$dir" ]; then exit ${taken}; fi
  mkdir -p -- "$(dirname -- "$dir")" || exit ${noFolder}
  exec git clone \${branch:+--branch "$branch"} -- "$url" "$draft" ;;
again) exec git -C "$draft" reset --quiet --hard ;;
end)
  if [ -e "$dir" ] || [ -L "$dir" ]; then exit ${taken}; fi
  mv -- "$draft" "$dir" || exit ${noFolder}
  git -C "$dir" rev-parse --verify --quiet HEAD || echo
  git -C "$dir" symbolic-ref --short --quiet HEAD || echo ;;
drop)
  # What is just being ended may still add a file.
  tries=1
  until rm -rf -- "$draft"; do
    [ $tries -lt 5 ] || exit ${noFolder}
    tries=$((tries + 1))
    sleep 1
  done ;;
esac
`;

/**
 * Clones a repository in the app, into a folder that does not exist yet. A checkout that found the index locked is finished, up to five
 * tries in all. Rejects with what is missing: git, an authentication, the branch, the repository; nothing is left then.
 */
export async function clone({ run, clock, progress }: Ports, request: CloneRequest): Promise<Cloned> {
  const { url, branch, into, signal } = request;
  const draft = `${into}.studioctl-${Math.floor(clock.random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0")}`;
  let begun = false;
  const started = (): void => {
    begun = true;
    request.entered?.();
  };
  const step = (name: string, ends = signal) =>
    run(["/bin/sh", "-c", script, "studioctl-clone", name, url, into, draft, branch ?? ""], { signal: ends, started });
  try {
    progress.update(`clone into ${request.target}:${into}`);
    let outcome = await step("begin");
    let retries = 0;
    while (outcome.code !== 0 && isLocked(outcome.stderr + outcome.stdout) && retries < tries - 1) {
      retries += 1;
      progress.update(`the index is locked by another git process: try ${retries + 1} of ${tries}`);
      await clock.sleep(pauseMilliseconds, signal);
      outcome = await step("again");
    }
    if (outcome.code !== 0) throw failure(request, outcome.code, outcome.stderr + outcome.stdout);
    const end = await step("end");
    if (end.code === taken || end.code === noFolder) throw failure(request, end.code, end.stderr);
    const [Commit = "", Branch = ""] = end.stdout.split("\n");
    return { Path: into, Commit, ...(Branch !== "" && { Branch }), Retries: retries };
  } catch (error) {
    if (!begun || (await isRemoved())) throw error;
    throw withNote(error, `an incomplete clone may be left: remove ${request.target}:${draft}`);
  }

  async function isRemoved(): Promise<boolean> {
    try {
      const limit = { limitMs: cleanupMilliseconds, late: () => new StudioctlError("timeout", "the app does not answer") };
      const { code } = await within(clock, limit, (ends) => step("drop", ends));
      return code === 0;
    } catch {
      return false;
    }
  }
}

/** Git's own message (lockfile.c). */
function isLocked(text: string): boolean {
  return /index\.lock': File exists/.test(text);
}

function failure({ url, branch, into, target }: CloneRequest, code: number, text: string): StudioctlError {
  const cannot = (kind: "not-found" | "denied" | "in-use" | "failed" | "unavailable", details: ErrorDetails) =>
    new StudioctlError(kind, `"${url}" cannot be cloned into ${target}`, details);
  if (code === noGit)
    return cannot("not-found", {
      why: "the container has no git",
      fix: "install git in its image, or copy a clone: studioctl cp -r FOLDER TARGET:",
    });
  if (code === taken) return cannot("in-use", { why: `"${into}" exists already`, fix: "give another folder with --into, or remove it" });
  if (code === noFolder)
    return cannot("failed", { why: `the folder "${into}" cannot be created`, fix: "check the permissions and the free space of the app" });
  if (isLocked(text)) {
    return cannot("in-use", {
      why: `another git process held the lock of the index through ${tries} tries`,
      fix: "close the git panel of JupyterLab and try again",
    });
  }
  if (branch !== undefined && /Remote branch .* not found/.test(text))
    return cannot("not-found", { why: `it has no branch or tag "${branch}"`, fix: "leave out --branch for its default branch" });
  if (
    /could not read (?:Username|Password)|Authentication failed|Permission denied \(|terminal prompts disabled|HTTP Basic: Access denied/i.test(
      text,
    )
  ) {
    return cannot("denied", {
      why: "the repository asks for an authentication, which the app does not have",
      fix: `store it in the app once (a credential helper or an ssh key): studioctl terminal ${target}`,
    });
  }
  if (/Host key verification failed/.test(text))
    return cannot("denied", {
      why: "the app does not know the host key of the repository's server",
      fix: `accept it once: studioctl terminal ${target} -- ssh -T git@HOST`,
    });
  if (/not found|does not exist|repository not exported|does not appear to be a git repository/i.test(text))
    return cannot("not-found", { why: "there is no such repository, or it is private", fix: "check the URL" });
  if (/Could not resolve host|Failed to connect|Connection (?:refused|timed out)|unable to connect/i.test(text)) {
    return cannot("unavailable", {
      why: "the app cannot reach the repository's server",
      fix: "check the URL and the network of the domain (VpcOnly needs a way out)",
    });
  }
  if (/No space left on device|Disk quota exceeded/.test(text))
    return cannot("failed", { why: "no space is left on the app's disk", fix: "free some space in the app, or enlarge its volume" });
  // Git does not say why where a file of the checkout cannot be written (entry.c, write_entry).
  const unwritten = /^error: unable to (?:write|create) file .*$/m.exec(text);
  if (unwritten !== null)
    return cannot("failed", {
      why: `the checkout failed: ${unwritten[0]}`,
      fix: `check the free space: studioctl terminal ${target} -- df -h .`,
    });
  const said =
    text
      .trim()
      .split("\n")
      .findLast((line) => /^(?:fatal|error):/.test(line)) ?? `git ended with ${code}`;
  return cannot("failed", { why: said, fix: `try it by hand: studioctl terminal ${target} -- git clone ${url}` });
}
