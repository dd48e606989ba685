import { execFile } from "node:child_process";
import { access, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Kept from run to run: the installation takes half a minute. */
const kept = join(tmpdir(), "studioctl-current-jupyter");

/** Registers tests for a current jupyter_server, by the Python that has it. Where none can be had a line on stderr says why. */
export async function onCurrentJupyter(tests: (python: string) => void): Promise<void> {
  const current = await currentJupyter();
  if ("python" in current) tests(current.python);
  else process.stderr.write(`not tried: a current jupyter_server, since none could be installed: ${current.why}\n`);
}

/**
 * The Python of a virtual environment with the newest jupyter_server that pip's index has, made where there is none yet.
 * Why there is none, where the index does not answer or this machine cannot make one.
 */
async function currentJupyter(): Promise<{ readonly python: string } | { readonly why: string }> {
  const python = join(kept, "bin", "python");
  if (await works(python)) return { python };
  const folder = await mkdtemp(`${kept}-`);
  try {
    await run("/usr/bin/python3", ["-m", "venv", folder], { timeout: 60_000 });
    const pip = [
      "-m",
      "pip",
      "install",
      "--quiet",
      "--disable-pip-version-check",
      "--retries",
      "0",
      "--timeout",
      "15",
      "jupyter_server>=2",
      "ipykernel",
    ];
    await run(join(folder, "bin", "python"), pip, { timeout: 150_000 });
    await rm(kept, { recursive: true, force: true });
    await rename(folder, kept);
    return (await works(python)) ? { python } : { why: "it was installed, and does not start" };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n").at(-1) : undefined;
    return { why: said || "python3 -m venv or pip did not end in time" };
  }
}

async function works(python: string): Promise<boolean> {
  try {
    await access(dirname(python));
    const { stdout } = await run(python, ["-c", "import jupyter_server, ipykernel, terminado; print(jupyter_server.__version__)"]);
    return Number.parseInt(stdout, 10) >= 2;
  } catch {
    return false;
  }
}
