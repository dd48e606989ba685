import type { Quota } from "../../src/core/quota/quota.ts";
import { StudioctlError } from "../../src/core/errors.ts";
import type { Quotas } from "../../src/ports/quotas.ts";

export interface FakeQuotasOptions {
  readonly quotas?: readonly (Pick<Quota, "QuotaName"> & Partial<Quota>)[];
  /** Whether Service Quotas refuses every call. */
  readonly denied?: boolean;
}

/** A quota that can be raised from 2, with a code made from its place in the list. */
export function fakeQuotas({ quotas = [], denied = false }: FakeQuotasOptions = {}): Quotas {
  return {
    async *listSageMakerQuotas() {
      if (denied) throw new StudioctlError("denied", "not allowed to list the account's quotas of SageMaker");
      yield* quotas.map((quota, i): Quota => ({ QuotaCode: `L-${i + 1}`, Value: 2, Adjustable: true, ...quota }));
    },
  };
}
