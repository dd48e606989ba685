import type { Operation } from "../context.ts";
import { requireDomain } from "../find.ts";

export const describeDomain: Operation<{ readonly DomainId: string }> = (input, context) => requireDomain(context, input.DomainId);
