import type { Operation } from "../context.ts";
import { type ListInput, listPage } from "../listing.ts";

export const listDomains: Operation<ListInput> = (input, { state }) => {
  const domains = Object.entries(state.sagemaker.domains);
  const { records, ...page } = listPage(domains, input, { operation: "ListDomains", order: "Ascending" });
  return { Domains: records, ...page };
};
