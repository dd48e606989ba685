import { setMaxListeners } from "node:events";
import type { Answer } from "./answers.ts";
import type { CallDescription, CallSite } from "./errors/call.ts";
import { translate } from "./errors.ts";
import { type Trace, untraced } from "../ports/trace.ts";

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** One call of the SDK: carries the invocation's signal, and rejects with nothing but StudioctlErrors. */
export type Call = <Output extends object>(
  description: CallDescription,
  send: (options: SendOptions) => Promise<Output>,
) => Promise<Answer<Omit<Output, "$metadata">>>;

/** How every call from one place is made; aborting `signal` ends calls in flight and their retries at once. */
export function createCall(site: CallSite, signal: AbortSignal, trace: Trace = untraced): Call {
  // Every call in flight listens to it, and Node warns beyond ten.
  setMaxListeners(0, signal);
  return async <Output extends object>(
    description: CallDescription,
    send: (options: SendOptions) => Promise<Output>,
  ) => {
    const ended = trace(`${site.service} ${description.operation} (${description.subject})`);
    try {
      signal.throwIfAborted();
      const output = await send({ abortSignal: signal });
      ended("done");
      return withoutMetadata(output);
    } catch (error) {
      const translated = translate(error, description, site, signal);
      ended(translated.code);
      throw translated;
    }
  };
}

function withoutMetadata<Output extends object>(output: Output): Answer<Omit<Output, "$metadata">> {
  const answer: object = Object.fromEntries(Object.entries(output).filter(([member]) => member !== "$metadata"));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the SDK's types say less than it does, see Answer
  return answer as Answer<Omit<Output, "$metadata">>;
}
