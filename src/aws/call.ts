import { setMaxListeners } from "node:events";
import type { Answer } from "./answers.ts";
import { type CallDescription, type CallSite, translate } from "./errors.ts";

interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** One call of the SDK: carries the invocation's signal, and rejects with nothing but StudioctlErrors. */
export type Call = <Output extends object>(
  description: CallDescription,
  send: (options: SendOptions) => Promise<Output>,
) => Promise<Answer<Omit<Output, "$metadata">>>;

/** How every call from one place is made; aborting `signal` ends calls in flight and their retries at once. */
export function createCall(site: CallSite, signal: AbortSignal): Call {
  // Every call in flight listens to it, and Node warns beyond ten.
  setMaxListeners(0, signal);
  return async <Output extends object>(
    description: CallDescription,
    send: (options: SendOptions) => Promise<Output>,
  ) => {
    try {
      signal.throwIfAborted();
      return withoutMetadata(await send({ abortSignal: signal }));
    } catch (error) {
      throw translate(error, description, site, signal);
    }
  };
}

function withoutMetadata<Output extends object>(output: Output): Answer<Omit<Output, "$metadata">> {
  const answer: object = Object.fromEntries(Object.entries(output).filter(([member]) => member !== "$metadata"));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK's types say less than it does, see Answer
  return answer as Answer<Omit<Output, "$metadata">>;
}
