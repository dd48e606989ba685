import { spawn, spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { type BeaconOptions, beaconScript, type EarlierScript } from "../../../src/core/inside/beacon-script.ts";

export const compress = (text: string): string => deflateSync(text, { level: 9 }).toString("base64");
export const arn = "arn:aws:sagemaker:us-east-1:111122223333:app/d-1/nlp/jupyterlab/default";

/** Fails like the service, or writes down what it was asked for. */
const boto3 = `
import json,os
class Client:
 def add_tags(self,**request):
  with open(os.environ['CALLS'],'a') as f:f.write(json.dumps(request)+'\\n')
  if os.path.exists(os.environ['CALLS']+'.refuse'):raise Exception(open(os.environ['CALLS']+'.refuse').read())
def client(*a,**k):return Client()
`;

/** A folder in place of a container's root, with the files that the service makes, and boto3 or the aws command of this test. */
export function container(has: { readonly boto3?: boolean; readonly aws?: boolean; readonly python?: boolean } = { boto3: true }) {
  const root = mkdtempSync(join(tmpdir(), "beacon-"));
  const [modules, programs, metadata] = [join(root, "modules"), join(root, "bin"), join(root, "opt", "ml", "metadata")];
  for (const folder of [modules, programs, metadata, join(root, "tmp")]) mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(metadata, "resource-metadata.json"),
    JSON.stringify({ AppType: "JupyterLab", DomainId: "d-1", SpaceName: "nlp", ResourceArn: arn.replace("jupyterlab", "JupyterLab") }),
  );
  writeFileSync(join(modules, "boto3.py"), has.boto3 === true ? boto3 : "raise ImportError('no boto3')\n");
  mkdirSync(join(modules, "botocore"));
  writeFileSync(join(modules, "botocore", "__init__.py"), "");
  writeFileSync(join(modules, "botocore", "config.py"), "def Config(**k):return None\n");
  const calls = join(root, "calls");
  const python = shellOutput("python3 -c 'import sys;print(sys.executable)'");
  for (const name of ["sh", "cat", "mkdir", "rm", "sleep", "mktemp", "env", "bash"]) link(programs, name);
  if (has.python !== false) writeFileSync(join(programs, "python3"), `#!/bin/sh\nexec ${python} "$@"\n`, { mode: 0o755 });
  if (has.aws === true) writeFileSync(join(programs, "aws"), `#!/bin/sh\nfor a; do printf '%s|' "$a"; done >>"$CALLS"\n`, { mode: 0o755 });
  const env = { PATH: programs, STUDIOCTL_BEACON_ROOT: root, PYTHONPATH: modules, CALLS: calls, TMPDIR: join(root, "tmp"), HOME: root };
  const folder = join(root, "tmp", ".studioctl-beacon");
  const file = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");

  return {
    root,
    folder,
    file,
    /** Puts a shell script in place of a program. */
    program: (name: string, script: string) => writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 }),
    refuse: (why: string) => writeFileSync(`${calls}.refuse`, why),
    allow: () => rmSync(`${calls}.refuse`, { force: true }),
    calls: () => (existsSync(calls) ? readFileSync(calls, "utf8") : ""),
    /** The values of the tags that were written so far. */
    values: (): string[] =>
      (existsSync(calls) ? readFileSync(calls, "utf8") : "")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line).Tags[0].Value),
    /** Runs a script by a shell, as the service does. */
    async run(text: string, shell: readonly string[] = ["/bin/sh"], args: readonly string[] = []) {
      const path = join(root, "script");
      writeFileSync(path, text, { mode: 0o755 });
      const started = process.hrtime.bigint();
      const child = spawn(shell[0] ?? "", [...shell.slice(1), path, ...args], { env, cwd: root });
      let stdout = "";
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => void (stdout += chunk));
      let stderr = "";
      child.stderr.setEncoding("utf8").on("data", (chunk: string) => void (stderr += chunk));
      const code = await new Promise((resolve) => child.once("close", resolve));
      return { code, stdout, stderr, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
    },
    /** The programs of a script, without anything started. */
    unpack(text: string): void {
      const path = join(root, "script");
      writeFileSync(path, text);
      const { stdout } = spawnSync("/bin/sh", [path, "show"], { env, encoding: "utf8" });
      mkdirSync(folder);
      for (const part of stdout.split(/^===== /m).slice(1)) {
        const [name = "", ...lines] = part.split("\n");
        writeFileSync(join(folder, name), lines.join("\n"));
      }
    },
    /** Starts the loop, with `look` in place of Python; resolves when the loop has ended. */
    async loop(look: string, meanwhile: () => void): Promise<void> {
      writeFileSync(join(programs, "look"), `#!/bin/sh\n${look}\n`, { mode: 0o755 });
      const child = spawn("/bin/sh", [join(folder, "studioctl-beacon"), folder, "0", "look"], { env });
      writeFileSync(join(folder, "pid"), `${child.pid}`);
      const ended = new Promise((resolve) => child.once("close", resolve));
      meanwhile();
      await ended;
    },
    /** Lets the beacon look once more, at what a probe prints. */
    look(reading: object | string): void {
      const line = typeof reading === "string" ? reading : JSON.stringify(reading);
      writeFileSync(join(folder, "probe"), `cat <<'END'\n${line}\nEND\n`);
      spawnSync(python, [join(folder, "beacon.py"), "look"], { env });
    },
    python: (code: string, input: string) => spawnSync(python, ["-c", code], { env, input, encoding: "utf8" }),
    append: (name: string, text: string) => appendFileSync(join(folder, name), text),
    close(): void {
      const pid = Number(file("pid"));
      rmSync(root, { recursive: true, force: true });
      if (pid > 1) kill(pid);
    },
  };
}

function link(folder: string, name: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\nexec ${pathOf(name)} "$@"\n`, { mode: 0o755 });
}

/** The path of a program of this machine. */
export function pathOf(name: string): string {
  return shellOutput(`command -v ${name}`);
}

/** What a shell printed for a line, which is the same for each container. */
const printed = new Map<string, string>();

function shellOutput(line: string): string {
  const text = printed.get(line) ?? spawnSync("/bin/sh", ["-c", line], { encoding: "utf8" }).stdout.trim();
  printed.set(line, text);
  return text;
}

function kill(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

const usual: BeaconOptions = { everyMs: 300_000, touch: false };

export function scriptOf(options: Partial<BeaconOptions> = {}, earlier?: EarlierScript): string {
  const text = beaconScript({ ...usual, ...options }, earlier, compress);
  if (text === undefined) throw new RangeError("the scripts do not fit");
  return text;
}
