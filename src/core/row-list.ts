import { isError, type StudioctlError } from "./errors.ts";

/** A row of a list in a file: its members by heading, spelt as in the file. */
export interface Row {
  readonly line: number;
  readonly members: Readonly<Record<string, unknown>>;
}

/** A fault in a line of a list. */
export interface LineFault {
  readonly line: number;
  readonly what: string;
  readonly fix?: string | undefined;
}

/** The result of reading a line: a value, or the usage error as a fault of that line. */
export function faultsAt<T>(line: number, read: () => T): { readonly value?: T; readonly faults: readonly LineFault[] } {
  try {
    return { value: read(), faults: [] };
  } catch (error) {
    if (!isError(error, "usage")) throw error;
    return { faults: [toFault(line, error)] };
  }
}

function toFault(line: number, { message, why, fix }: StudioctlError): LineFault {
  return { line, what: why === undefined ? message : `${message}: ${why}`, fix };
}
