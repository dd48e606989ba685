import { promisify } from "node:util";
import { externalDataInterceptor } from "@smithy/core/config";
import { StudioctlError } from "../core/errors.ts";
import type { RunCredentialProcess } from "../ports/connection.ts";

/** The result of a profile's `credential_process`. */
export interface CredentialProcess {
  /** Why it returned no credentials, if it failed: no other credentials are used then. */
  readonly failure: () => StudioctlError | undefined;
}

/**
 * Runs the `credential_process` of a profile with `run` for the SDK's clients: the SDK would wait for it without limit and hide why it
 * failed. A failed process is not started again.
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
  // The SDK promisifies this function, as it does with Node's exec.
  externalDataInterceptor.interceptToken(
    "exec",
    Object.assign(() => {}, { [promisify.custom]: exec }),
  );
  return { failure: () => failed };
}
