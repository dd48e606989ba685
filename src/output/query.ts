import { search } from "jmespath";
import { usageError } from "../core/errors.ts";

/** JMESPath with the AWS CLI's semantics. Throws a usage error that contains the expression. */
export function runQuery(document: unknown, expression: string): unknown {
  try {
    return search(document, expression);
  } catch (error) {
    throw usageError(`--query: "${expression}" is not a JMESPath expression`, {
      why: error instanceof Error ? error.message.replace(/\.$/, "") : String(error),
      fix: "a JMESPath expression: [?Status==`InService`].AppName",
    });
  }
}
