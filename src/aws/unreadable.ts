/** What this needs of a client, of whatever service. */
interface Retried {
  readonly middlewareStack: {
    add(middleware: Retrying, options: { readonly step: "deserialize"; readonly priority: "high"; readonly name: string }): void;
  };
}
type Retrying = <Given extends object, Output>(
  next: (given: Given) => Promise<Output>,
  context: { readonly commandName?: string },
) => (given: Given) => Promise<Output>;

/** Calls that change nothing, by the first word of their names: to ask again is safe. */
const reads = /^(List|Describe|Get|BatchGet|Filter|Simulate)[A-Z]/;

/**
 * Has a read whose answer could not be read (200 with broken JSON, a page of a proxy) tried again, as one that failed
 * is: the SDK gives up at once. What changes something is never sent twice for it.
 */
export function retryUnreadable({ middlewareStack }: Retried): void {
  middlewareStack.add(
    (next, context) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        if (reads.test(context.commandName ?? "") && isUnreadable(error)) Object.assign(error, { $retryable: {} });
        throw error;
      }
    },
    // Above the reading of the answer, below the retries.
    { step: "deserialize", priority: "high", name: "unreadable" },
  );
}

/** The error of an answer that came, and was no refusal by the service. */
function isUnreadable(error: unknown): error is object {
  return typeof error === "object" && error !== null && "$response" in error && !("$fault" in error);
}
