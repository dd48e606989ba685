import { spawn } from "node:child_process";
import { StudioctlError } from "../core/errors.ts";
import { shownOutput } from "../core/secret.ts";
import type { RunCredentialProcess } from "../ports/connection.ts";

/** A process that prompts needs time; one that hangs would block every schedule. Milliseconds. */
const limitMs = 60_000;
/** Far longer than credentials or a readable error. */
const maxCharacters = 64 * 1024;

export function credentialProcessRunner(limit = limitMs): RunCredentialProcess {
  return (command) => run(command, limit);
}

function run(command: string, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ["ignore", "pipe", "pipe"], windowsHide: true });
    const [stdout, stderr] = [collected(child.stdout), collected(child.stderr)];
    const fail = (what: string, why = shownOutput(stderr())): void => {
      clearTimeout(timer);
      reject(
        new StudioctlError("no-credentials", `the credential_process of the profile ${what}`, {
          why: why === "" ? "it wrote nothing to stderr" : why,
          fix: "run the command of credential_process in the AWS configuration by hand; it has to print JSON with Version, AccessKeyId and SecretAccessKey",
        }),
      );
    };
    const timer = setTimeout(() => {
      fail(`gave no credentials within ${limit / 1_000}s`);
      child.kill("SIGKILL");
      // Child processes may keep them open.
      child.stdout.destroy();
      child.stderr.destroy();
    }, limit);
    child.on("error", () => fail("could not be started"));
    child.on("close", (code, signal) => {
      if (code !== 0) return fail(signal === null ? `failed with exit code ${code}` : `was ended by ${signal}`);
      const fault = faultOf(stdout());
      if (fault !== undefined) return fail(fault);
      clearTimeout(timer);
      resolve(stdout());
    });
  });
}

/** Why the output is not credentials; the output itself is not shown. */
function faultOf(text: string): string | undefined {
  let document: { readonly Version?: unknown; readonly AccessKeyId?: unknown; readonly SecretAccessKey?: unknown };
  try {
    document = Object(JSON.parse(text));
  } catch {
    return "printed no JSON";
  }
  if (document.Version !== 1) return 'printed JSON without "Version": 1';
  return typeof document.AccessKeyId === "string" && typeof document.SecretAccessKey === "string"
    ? undefined
    : "printed JSON without AccessKeyId and SecretAccessKey";
}

function collected(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    if (text.length < maxCharacters) text += chunk;
  });
  return () => text;
}
