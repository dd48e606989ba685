import { promisify } from "node:util";
import { externalDataInterceptor } from "@smithy/core/config";
import { StudioctlError } from "../core/errors.ts";
import type { RunCredentialProcess } from "../ports/connection.ts";

/** What became of a profile's `credential_process`. */
export interface CredentialProcess {
  /** Why it gave no credentials, once it has not: nobody else's are to be used then. */
  readonly failure: () => StudioctlError | undefined;
}

/**
 * Has `run` run the `credential_process` of a profile for the SDK's clients of this process, which would wait for it without end
 * and show nothing of why it failed. One that failed is not started again.
 */
export function superviseCredentialProcess(run: RunCredentialProcess): CredentialProcess {
  let failed: StudioctlError | undefined;
  const exec = async (command: string): Promise<{ readonly stdout: string }> => {
    if (failed !== undefined) throw failed;
    try {
      return { stdout: await run(command) };
    } catch (error) {
      if (error instanceof StudioctlError) failed = error;
      throw error;
    }
  };
  // The SDK makes a promise of what stands here, as of Node's own exec.
  externalDataInterceptor.interceptToken(
    "exec",
    Object.assign(() => {}, { [promisify.custom]: exec }),
  );
  return { failure: () => failed };
}
