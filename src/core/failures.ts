import { StudioctlError } from "./errors.ts";
import { grouped } from "./collections.ts";

/** The failure of one of many targets. */
export interface FailedTarget {
  readonly target: string;
  readonly error?: StudioctlError | undefined;
}

/** A kind of failure (same code, why and fix) with all targets that it affects. */
export interface Failure {
  readonly Code: string;
  /** Of the first target. */
  readonly Message: string;
  readonly Why?: string;
  readonly Fix?: string;
  readonly Targets: readonly string[];
}

/** Each distinct failure once, in the order of its first target. */
export function distinctFailures(targets: readonly FailedTarget[]): readonly Failure[] {
  const failed = targets.flatMap(({ target, error }) => (error === undefined ? [] : [{ target, error }]));
  const kinds = grouped(failed, ({ error }) => failureKind(error));
  return [...kinds.values()].map((hit) => {
    const [{ error }] = hit;
    return {
      Code: error.serviceCode ?? error.code,
      Message: error.message,
      ...(error.why !== undefined && { Why: error.why }),
      ...(error.fix !== undefined && { Fix: error.fix }),
      Targets: hit.map(({ target }) => target),
    };
  });
}

/** Two errors of one kind have the same code, why and fix. */
export function failureKind({ code, why, fix }: StudioctlError): string {
  return JSON.stringify([code, why, fix]);
}

/** The error as a member of an outcome, if it is one of the program's own. */
export function asFailure(error: unknown): { readonly error?: StudioctlError } {
  return error instanceof StudioctlError ? { error } : {};
}
