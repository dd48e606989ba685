import type { Clock } from "../ports/clock.ts";

/** The Date header has whole seconds: two values closer than this are the same. */
const resolutionMs = 1_000;

/** The part of any service's client that this uses. */
interface Watched {
  readonly middlewareStack: {
    add(middleware: Watching, options: { readonly step: "deserialize"; readonly priority: "low"; readonly name: string }): void;
  };
}
type Watching = <Given extends object, Output extends { readonly response: unknown }>(
  next: (given: Given) => Promise<Output>,
) => (given: Given) => Promise<Output>;

/** How far the service's clock is from this machine's. The SDK itself only notices four minutes or more. */
export interface Skew {
  /** The service's time minus this machine's in milliseconds; 0 before any response. */
  readonly milliseconds: () => number;
  /** Reads the Date of every response to this client, including errors. */
  readonly watch: (client: Watched) => void;
}

export function createSkew(clock: Pick<Clock, "now">): Skew {
  let skewMs = 0;

  function learn(date: number, sent: number): void {
    const halfway = (sent + clock.now().getTime()) / 2;
    const found = date + resolutionMs / 2 - halfway;
    if (Math.abs(found - skewMs) >= resolutionMs) skewMs = found;
  }

  return {
    milliseconds: () => skewMs,
    watch({ middlewareStack }) {
      middlewareStack.add(
        (next) => async (request) => {
          const sent = clock.now().getTime();
          const result = await next(request);
          const date = Date.parse(dateOf(result.response));
          if (!Number.isNaN(date)) learn(date, sent);
          return result;
        },
        // Below the deserializer, which throws for an error response.
        { step: "deserialize", priority: "low", name: "skew" },
      );
    },
  };
}

function dateOf(response: unknown): string {
  const headers: unknown = Object(response).headers;
  return String(Object(headers).date);
}
