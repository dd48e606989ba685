import type { Quota } from "../core/quota/quota.ts";

/** The limits of the account in one Region. Rejects as the interfaces of Studio do. */
export interface Quotas {
  /** Those of SageMaker, with the values that hold for this account. */
  listSageMakerQuotas(): AsyncIterable<Quota>;
}
